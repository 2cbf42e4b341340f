// tests/support/random_sql/fragment.hpp -- a random statement as a tree of texts, and its smallest
// form that still fails.
//
// Shape     a leaf is its text, a node the texts of its parts in order
//           kind      fragments of one kind may stand for each other: "integer", "#query it";
//                     only a type has NULL
//           optional  the statement may do without
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace helios::test::random_sql {

struct fragment {
  std::string text{};
  std::vector<fragment> parts{};
  std::string kind{};
  bool optional = false;

  fragment() = default;
  fragment(std::string leaf) : text(std::move(leaf)) {}  // NOLINT(google-explicit-constructor)
  fragment(char const* leaf) : text(leaf) {}             // NOLINT(google-explicit-constructor)

  template <class... Parts>
  [[nodiscard]] static fragment of(Parts&&... parts) {
    fragment all;
    (all.parts.emplace_back(std::forward<Parts>(parts)), ...);
    return all;
  }
  [[nodiscard]] fragment as(std::string what) && {
    kind = std::move(what);
    return std::move(*this);
  }
  [[nodiscard]] fragment or_nothing() && {
    optional = true;
    return std::move(*this);
  }
};

inline void append_text(fragment const& of, std::string& to) {
  to += of.text;
  for (fragment const& part : of.parts) append_text(part, to);
}
[[nodiscard]] inline std::string text_of(fragment const& f) {
  std::string all;
  append_text(f, all);
  return all;
}

/// All of a tree, outer ones first.
inline void collect(fragment& f, std::vector<fragment*>& into) {
  into.push_back(&f);
  for (fragment& part : f.parts) collect(part, into);
}

/// Leaves out what is optional and puts inner fragments, or NULL, in the place of outer ones of
/// their kind, as long as `still_fails` says so.
inline void reduce(fragment& whole, std::function<bool()> const& still_fails,
                   std::size_t attempts = 400) {
  auto const works_as = [&](fragment& at, fragment replacement) {
    if (attempts == 0 || text_of(at).size() <= text_of(replacement).size()) return false;
    --attempts;
    std::swap(at, replacement);
    if (still_fails()) return true;
    std::swap(at, replacement);
    return false;
  };
  auto const shorten_one = [&] {
    std::vector<fragment*> all;
    collect(whole, all);
    for (fragment* const each : all) {
      if (each->optional && works_as(*each, {})) return true;
      if (each->kind.empty()) continue;
      std::vector<fragment*> inner;
      collect(*each, inner);
      for (fragment* const candidate : inner) {
        if (candidate == each || candidate->kind != each->kind) continue;
        fragment copy = *candidate;
        copy.optional = each->optional;
        if (works_as(*each, std::move(copy))) return true;
      }
      if (each->kind.starts_with("#")) continue;
      if (works_as(*each, fragment("NULL::" + each->kind).as(each->kind))) return true;
    }
    return false;
  };
  while (attempts != 0 && shorten_one()) {
  }
}

}  // namespace helios::test::random_sql
