// helios/exec/functions/impl/json_access.hpp -- members of JSON texts.
#pragma once

#include <helios/types/json_reader.hpp>
#include <helios/types/json_text.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace helios::exec::detail {

using types::json_piece;
using types::json_reader;

/// A value inside a document.
struct json_member {
  json_piece what = json_piece::null;
  std::string_view whole, piece;
};

/// The value that the reader has just begun.
[[nodiscard]] inline json_member member_here(json_reader& in, json_piece what) {
  json_member m{what, {}, in.piece()};
  m.whole = in.whole(what);
  return m;
}

[[nodiscard]] inline bool is_json_string(std::string_view piece, std::string_view text) {
  return piece.find('\\') == std::string_view::npos ? piece == text
                                                    : types::unescaped(piece) == text;
}

/// Calls f(key, member) for each of an object, f(index, member) for each of an array, until it
/// returns true; whether it did. A scalar has no members.
template <class F>
bool any_member(std::string_view document, json_piece of, F f) {
  json_reader in(document);
  if (in.next() != of) return false;
  for (json_piece p = in.next(); in.depth() != 0; p = in.next()) {
    std::string_view key;
    if (p == json_piece::key) {
      key = in.piece();
      p = in.next();
    }
    if (f(key, member_here(in, p))) return true;
  }
  return false;
}

/// The last one of the name: json may hold several.
[[nodiscard]] inline std::optional<json_member> member_named(std::string_view document,
                                                             std::string_view name, bool unique) {
  std::optional<json_member> found;
  any_member(document, json_piece::object, [&](std::string_view key, json_member const& m) {
    if (!is_json_string(key, name)) return false;
    found = m;
    return unique;
  });
  return found;
}

[[nodiscard]] inline std::int64_t count_elements(std::string_view array) {
  std::int64_t n = 0;
  any_member(array, json_piece::array, [&n](std::string_view, json_member const&) {
    ++n;
    return false;
  });
  return n;
}

/// From 0; -1 is the last one.
[[nodiscard]] inline std::optional<json_member> element_at(std::string_view document,
                                                           std::int64_t index) {
  if (index < 0) index += count_elements(document);
  std::optional<json_member> found;
  any_member(document, json_piece::array, [&](std::string_view, json_member const& m) {
    if (index-- == 0) found = m;
    return found.has_value();
  });
  return found;
}

}  // namespace helios::exec::detail
