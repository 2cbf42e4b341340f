// helios/types/impl/jsonb.ipp -- two canonical texts side by side; one as a key.
#pragma once

#include <helios/base/assert.hpp>
#include <helios/base/checksum.hpp>
#include <helios/types/json_reader.hpp>
#include <helios/types/json_text.hpp>
#include <helios/types/jsonb.hpp>
#include <helios/types/text_in.hpp>

#include <vector>

namespace helios::types {

namespace detail {

/// Members of the array or object whose beginning `in` has just read.
[[nodiscard]] inline std::uint32_t count_members(json_reader in) {
  std::size_t const inside = in.depth();
  std::uint32_t n = 0;
  for (;;) {
    json_piece const p = in.next();
    if (in.depth() < inside) return n;
    if (p == json_piece::key) continue;
    ++n;
    static_cast<void>(in.whole(p));
  }
}

/// Without the zeros at the end of its decimals: what equal numbers have in common.
[[nodiscard]] inline std::string_view significant(std::string_view number) noexcept {
  if (number.find('.') == std::string_view::npos) return number;
  number = number.substr(0, number.find_last_not_of('0') + 1);
  if (number.back() == '.') number.remove_suffix(1);
  return number;
}

[[nodiscard]] inline std::weak_ordering compare_json_numbers(std::string_view a,
                                                             std::string_view b) noexcept {
  a = significant(a), b = significant(b);
  // A sign stays before a zero: canonical texts have none there.
  bool const negative = a.starts_with('-');
  if (negative != b.starts_with('-'))
    return negative ? std::weak_ordering::less : std::weak_ordering::greater;
  if (negative) {
    std::swap(a, b);
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  auto const whole = [](std::string_view n) { return std::min(n.find('.'), n.size()); };
  if (whole(a) != whole(b)) return whole(a) <=> whole(b);
  return a <=> b;  // a point comes before all digits, and the end before a point
}

/// Takes the first byte off what stands between a string's quotes. jsonb's form has only single
/// bytes escaped.
[[nodiscard]] inline unsigned take_byte(std::string_view& piece) noexcept {
  constexpr std::string_view letters = "bfnrt", meanings = "\b\f\n\r\t";
  char c = piece[0];
  std::size_t length = 1;
  if (c == '\\' && piece[1] == 'u') {
    c = static_cast<char>(hex_digit(piece[4]) << 4 | hex_digit(piece[5]));
    length = 6;
  } else if (c == '\\') {
    std::size_t const i = letters.find(piece[1]);
    c = i == letters.npos ? piece[1] : meanings[i];
    length = 2;
  }
  piece.remove_prefix(length);
  return static_cast<unsigned char>(c);
}

[[nodiscard]] inline std::weak_ordering compare_json_strings(std::string_view a,
                                                             std::string_view b) noexcept {
  if (a.find('\\') == a.npos && b.find('\\') == b.npos) return a <=> b;
  while (!a.empty() && !b.empty()) {
    unsigned const x = take_byte(a), y = take_byte(b);
    if (x != y) return x <=> y;
  }
  return b.empty() <=> a.empty();
}

[[nodiscard]] constexpr bool begins_members(json_piece p) noexcept {
  return p == json_piece::array || p == json_piece::object;
}
/// 0: the empty array as a whole; 1: a scalar; 2: the rest, which compares by what it is.
[[nodiscard]] inline int rank_as_whole(std::string_view text) noexcept {
  return text == "[]" ? 0 : text.front() == '[' || text.front() == '{' ? 2 : 1;
}

}  // namespace detail

std::weak_ordering operator<=>(jsonb_view a, jsonb_view b) {
  if (a.text == b.text) return std::weak_ordering::equivalent;
  int const wholes[] = {detail::rank_as_whole(a.text), detail::rank_as_whole(b.text)};
  if (wholes[0] != wholes[1]) return wholes[0] <=> wholes[1];
  // Until something differs, both are at the same place of the same shape.
  json_reader left(a.text), right(b.text);
  for (;;) {
    json_piece const what = left.next(), other = right.next();
    if (what != other) return what <=> other;
    std::weak_ordering order = std::weak_ordering::equivalent;
    if (what == json_piece::end) return order;
    if (what == json_piece::string || what == json_piece::key) {
      order = detail::compare_json_strings(left.piece(), right.piece());
    } else if (what == json_piece::number) {
      order = detail::compare_json_numbers(left.piece(), right.piece());
    } else if (detail::begins_members(what)) {
      order = detail::count_members(left) <=> detail::count_members(right);
    }
    if (order != 0) return order;
  }
}

bool operator==(jsonb_view a, jsonb_view b) { return (a <=> b) == 0; }

std::uint64_t hash(jsonb_view v) {
  std::uint64_t sum = 0;
  json_reader in(v.text);
  for (json_piece p = in.next(); p != json_piece::end; p = in.next()) {
    std::string_view const piece =
        p == json_piece::number ? detail::significant(in.piece()) : in.piece();
    sum = checksum(as_bytes(piece), sum + static_cast<std::uint64_t>(p));
  }
  return sum;
}

namespace detail {

// The marks of a key's values in their order.
inline constexpr std::byte key_whole_empty_array{1}, key_null{2}, key_string{3}, key_number{4},
    key_false{5}, key_true{6}, key_array{7}, key_object{8};

inline void append_key_text(bytes& out, std::string_view text) {
  byte_view const b = as_bytes(text);
  out.insert(out.end(), b.begin(), b.end());
}
inline void append_key_string(bytes& out, std::string_view piece) {
  append_key_text(out, piece.find('\\') == piece.npos ? piece : std::string_view(unescaped(piece)));
  out.push_back(std::byte{0});
}
inline void append_key_count(bytes& out, std::uint32_t n) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::byte>(n >> shift));
}
inline void append_key_number(bytes& out, std::string_view number) {
  number = significant(number);
  bool const negative = number.starts_with('-');
  if (negative) number.remove_prefix(1);
  std::size_t const start = out.size(), whole = std::min(number.find('.'), number.size());
  out.push_back(std::byte{5});
  out.push_back(static_cast<std::byte>(whole >> 8));
  out.push_back(static_cast<std::byte>(whole));
  append_key_text(out, number.substr(0, whole));
  if (whole != number.size()) append_key_text(out, number.substr(whole + 1));
  out.push_back(std::byte{0});
  if (!negative) return;
  out[start] = std::byte{4};
  for (std::size_t i = start + 1; i != out.size(); ++i) out[i] = ~out[i];
}

}  // namespace detail

void append_jsonb_key(bytes& out, jsonb_view v) {
  using namespace detail;
  if (v.text == "[]") return out.push_back(key_whole_empty_array);
  json_reader in(v.text);
  for (json_piece p = in.next(); p != json_piece::end; p = in.next()) {
    switch (p) {
      case json_piece::null: out.push_back(key_null); break;
      case json_piece::false_: out.push_back(key_false); break;
      case json_piece::true_: out.push_back(key_true); break;
      case json_piece::string:
        out.push_back(key_string);
        append_key_string(out, in.piece());
        break;
      case json_piece::key: append_key_string(out, in.piece()); break;
      case json_piece::number:
        out.push_back(key_number);
        append_key_number(out, in.piece());
        break;
      case json_piece::array:
      case json_piece::object:
        out.push_back(p == json_piece::array ? key_array : key_object);
        append_key_count(out, count_members(in));
        break;
      case json_piece::end_of_array:
      case json_piece::end_of_object:
      case json_piece::end: break;
    }
  }
}

}  // namespace helios::types
