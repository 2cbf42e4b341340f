// helios/storage/key.hpp -- keys of trees: one int64, or a byte string in memcmp order.
//
// Shape     key_view names a key without owning it, key owns it; which member counts is the tree's
//           key_kind
// Errors    54000 (program_limit_exceeded) for byte keys longer than key_limit
#pragma once

#include <helios/base/bytes.hpp>
#include <helios/storage/shape.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>
#include <utility>

namespace helios::storage {

inline constexpr std::size_t key_limit = 2048;

struct key_view {
  std::int64_t number = 0;
  byte_view text;

  key_view() = default;
  key_view(std::int64_t n) noexcept : number(n) {}              // NOLINT: a number is a key
  key_view(byte_view b) noexcept : text(b) {}                   // NOLINT
  key_view(std::string_view s) noexcept : text(as_bytes(s)) {}  // NOLINT
};

class key {
 public:
  key() = default;
  key(key_kind kind, key_view v) : number_(v.number) {
    if (kind == key_kind::bytes) text_.assign(v.text.begin(), v.text.end());
  }
  [[nodiscard]] key_view view() const noexcept {
    key_view v(number_);
    v.text = text_;
    return v;
  }

 private:
  std::int64_t number_ = 0;
  bytes text_;
};

/// A key policy is what tree code is a template over, so that the int64 path carries no byte
/// strings.
struct int_keys {
  using view = std::int64_t;
  static constexpr key_kind kind = key_kind::int64;
  [[nodiscard]] static view of(key_view const& k) noexcept { return k.number; }
  [[nodiscard]] static int order(view a, view b) noexcept { return a < b ? -1 : a > b ? 1 : 0; }
  [[nodiscard]] static bool below(view a, view b) noexcept { return a < b; }
};
struct byte_keys {
  using view = byte_view;
  static constexpr key_kind kind = key_kind::bytes;
  [[nodiscard]] static view of(key_view const& k) noexcept { return k.text; }
  [[nodiscard]] static int order(view a, view b) noexcept { return compare(a, b); }
  [[nodiscard]] static bool below(view a, view b) noexcept { return compare(a, b) < 0; }
};

/// Calls f with the policy of a kind.
template <class F>
decltype(auto) with_keys(key_kind kind, F&& f) {
  return kind == key_kind::int64 ? f(int_keys{}) : f(byte_keys{});
}

[[nodiscard]] inline int order(key_kind kind, key_view const& a, key_view const& b) noexcept {
  return kind == key_kind::int64 ? int_keys::order(a.number, b.number) : compare(a.text, b.text);
}

/// The first of `count` places from `begin` on for which before() does not hold; their end if there
/// is none. Requires that it holds for no place behind that. Halves without a branch that could be
/// foreseen wrongly, if before() has none.
template <class F>
[[nodiscard]] std::uint32_t first_not(std::uint32_t begin, std::uint32_t count,
                                      F const& before) noexcept {
  if (count == 0) return begin;
  std::uint32_t at = begin;
  // A mask: of a choice between two numbers g++ makes a branch.
  auto const if_before = [&](std::uint32_t place, std::uint32_t step) {
    return step & (0U - static_cast<std::uint32_t>(before(place)));
  };
  for (; count != 1; count -= count / 2) at += if_before(at + count / 2 - 1, count / 2);
  return at + if_before(at, 1);
}

/// The 8 bytes of a key after its first `skip`, as a number that sorts like them; short keys are
/// padded with zeros.
[[nodiscard]] inline std::uint64_t normalised(byte_view k, std::size_t skip) noexcept {
  std::byte eight[8] = {};
  if (k.size() > skip)
    std::memcpy(eight, k.data() + skip, std::min<std::size_t>(8, k.size() - skip));
  return __builtin_bswap64(load<std::uint64_t>(eight));
}

inline void check_key(key_kind kind, key_view const& k) {
  if (kind == key_kind::bytes && k.text.size() > key_limit) {
    throw error(errc::program_limit_exceeded,
                "a key of " + std::to_string(k.text.size()) + " bytes is too long")
        .detail("The columns of a primary key or an index may take " + std::to_string(key_limit) +
                " bytes together.")
        .hint("Index a shorter expression, for example its md5.");
  }
}

}  // namespace helios::storage
