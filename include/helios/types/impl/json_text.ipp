// helios/types/impl/json_text.ipp -- the canonical form: strings, numbers, objects.
#pragma once

#include <helios/base/assert.hpp>
#include <helios/types/impl/json_error.hpp>
#include <helios/types/json_reader.hpp>
#include <helios/types/json_text.hpp>
#include <helios/types/text_in.hpp>

#include <algorithm>
#include <vector>

namespace helios::types {

namespace detail {

inline void append_character(std::string& out, std::uint32_t code) {
  auto const put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  auto const rest = [&](int shift) { put(0x80 | (code >> shift & 0x3f)); };
  if (code < 0x80) return put(code);
  if (code < 0x800) return put(0xc0 | code >> 6), rest(0);
  if (code < 0x10000) return put(0xe0 | code >> 12), rest(6), rest(0);
  put(0xf0 | code >> 18), rest(12), rest(6), rest(0);
}

/// The code unit of \uXXXX at a place that the reader has seen.
[[nodiscard]] inline std::uint32_t code_unit(std::string_view piece, std::size_t at) noexcept {
  std::uint32_t code = 0;
  for (std::size_t i = 2; i != 6; ++i)
    code = code << 4 | static_cast<std::uint32_t>(hex_digit(piece[at + i]));
  return code;
}

/// The character whose escape begins at a place; the place moves behind it.
[[nodiscard]] inline std::uint32_t escaped_character(std::string_view piece, std::size_t& at) {
  constexpr std::string_view letters = "bfnrt", meanings = "\b\f\n\r\t";
  char const c = piece[at + 1];
  if (c != 'u') {
    at += 2;
    std::size_t const i = letters.find(c);
    return static_cast<unsigned char>(i == letters.npos ? c : meanings[i]);
  }
  auto const is_high = [](std::uint32_t u) { return u >= 0xd800 && u < 0xdc00; };
  auto const is_low = [](std::uint32_t u) { return u >= 0xdc00 && u < 0xe000; };
  std::uint32_t const first = code_unit(piece, at);
  at += 6;
  if (first == 0)
    throw error(errc::untranslatable_character, "unsupported Unicode escape sequence")
        .detail("\\u0000 cannot be converted to text.");
  if (!is_high(first) && !is_low(first)) return first;
  bool const pair = is_high(first) && piece.substr(at).starts_with("\\u");
  std::uint32_t const second = pair ? code_unit(piece, at) : 0;
  if (pair && is_high(second))
    throw_json("Unicode high surrogate must not follow a high surrogate.");
  if (!is_low(second)) throw_json("Unicode low surrogate must follow a high surrogate.");
  at += 6;
  return 0x10000 + ((first & 0x3ff) << 10 | (second & 0x3ff));
}

/// A number of JSON without its exponent, with the decimals that it says it has.
inline void append_json_number(std::string& out, std::string_view number) {
  constexpr std::int64_t most_digits = 1000;
  bool const negative = number.front() == '-';
  if (negative) number.remove_prefix(1);
  std::size_t const e = std::min(number.find_first_of("eE"), number.size());
  std::string_view mantissa = number.substr(0, e), exponent = number.substr(e);
  std::size_t const point = std::min(mantissa.find('.'), mantissa.size());
  std::string digits(mantissa.substr(0, point));
  if (point != mantissa.size()) digits += mantissa.substr(point + 1);
  std::int64_t shift = 0;
  if (!exponent.empty()) {
    exponent.remove_prefix(1);
    bool const down = exponent.front() == '-';
    if (down || exponent.front() == '+') exponent.remove_prefix(1);
    for (char const c : exponent) shift = std::min<std::int64_t>(shift * 10 + (c - '0'), 1'000'000);
    if (down) shift = -shift;
  }
  auto whole = static_cast<std::int64_t>(point) + shift;  // digits before the point
  std::int64_t const decimals =
      std::max<std::int64_t>(0, static_cast<std::int64_t>(digits.size()) - whole);
  std::size_t const zeros = std::min(digits.find_first_not_of('0'), digits.size());
  bool const zero = zeros == digits.size();
  digits.erase(0, zeros);
  whole = zero ? 0 : whole - static_cast<std::int64_t>(zeros);
  if (whole > most_digits || decimals > most_digits)
    throw error(errc::numeric_value_out_of_range, "value overflows numeric format")
        .detail("A number in jsonb has at most 1000 digits before and 1000 behind its point.");
  if (zero) digits.assign(static_cast<std::size_t>(decimals), '0');
  if (whole < 0) digits.insert(0, static_cast<std::size_t>(-whole), '0');
  auto const before = static_cast<std::size_t>(std::max<std::int64_t>(whole, 0));
  digits.resize(before + static_cast<std::size_t>(decimals), '0');
  if (negative && !zero) out += '-';
  out.append(before == 0 ? std::string_view("0") : std::string_view(digits).substr(0, before));
  if (decimals != 0) (out += '.').append(digits, before);
}

/// Writes jsonb's form of a value, piece by piece. An object's members are put in order when it
/// ends, where they stand.
class json_canonical {
 public:
  [[nodiscard]] std::string of(std::string_view text) {
    json_reader in(text);
    for (json_piece p = in.next(); p != json_piece::end; p = in.next()) add(p, in.piece());
    return std::move(out_);
  }

 private:
  struct member {
    std::size_t key, key_end, end;  // places in out_
  };
  struct level {
    std::size_t start, first_member;
    bool object, empty = true;
  };

  void add(json_piece what, std::string_view piece) {
    if (what == json_piece::end_of_array || what == json_piece::end_of_object) {
      if (levels_.back().object) finish_object();
      out_ += what == json_piece::end_of_array ? ']' : '}';
      levels_.pop_back();
      return end_value();
    }
    if (!levels_.empty() && (what == json_piece::key || !levels_.back().object)) {
      if (!levels_.back().empty) out_ += ", ";
      levels_.back().empty = false;
    }
    switch (what) {
      case json_piece::key: {
        std::size_t const start = out_.size();
        append_string(piece);
        members_.push_back({start, out_.size(), 0});
        out_ += ": ";
        return;
      }
      case json_piece::array:
      case json_piece::object:
        out_ += what == json_piece::array ? '[' : '{';
        levels_.push_back({out_.size(), members_.size(), what == json_piece::object});
        return;
      case json_piece::string: append_string(piece); break;
      case json_piece::number: append_json_number(out_, piece); break;
      case json_piece::null:
      case json_piece::false_:
      case json_piece::true_: out_ += piece; break;
      case json_piece::end_of_array:
      case json_piece::end_of_object:
      case json_piece::end: HELIOS_UNREACHABLE();
    }
    end_value();
  }
  void append_string(std::string_view piece) {
    if (piece.find('\\') != std::string_view::npos) return append_quoted(out_, unescaped(piece));
    ((out_ += '"') += piece) += '"';
  }
  void end_value() {
    if (!levels_.empty() && levels_.back().object) members_.back().end = out_.size();
  }

  [[nodiscard]] std::string_view key_of(member const& m) const {
    return std::string_view(out_).substr(m.key + 1, m.key_end - m.key - 2);
  }
  void finish_object() {
    level const& l = levels_.back();
    auto const first = members_.begin() + static_cast<std::ptrdiff_t>(l.first_member);
    auto const before = [this](member const& a, member const& b) {
      return compare_keys(key_of(a), key_of(b)) < 0;
    };
    auto const not_before = [&](member const& a, member const& b) { return !before(a, b); };
    if (std::adjacent_find(first, members_.end(), not_before) != members_.end()) {
      std::stable_sort(first, members_.end(), before);
      std::string ordered;
      ordered.reserve(out_.size() - l.start);
      for (auto m = first; m != members_.end(); ++m) {
        if (m + 1 != members_.end() && !before(*m, m[1])) continue;  // a later one has its key
        if (!ordered.empty()) ordered += ", ";
        ordered.append(out_, m->key, m->end - m->key);
      }
      out_.replace(l.start, out_.size() - l.start, ordered);
    }
    members_.erase(first, members_.end());
  }

  std::string out_;
  std::vector<level> levels_;
  std::vector<member> members_;  // of all open objects
};

}  // namespace detail

void check_json(std::string_view text) {
  json_reader in(text);
  while (in.next() != json_piece::end) {
  }
}

std::string canonical_json(std::string_view text) { return detail::json_canonical().of(text); }

void check_stored_json(std::string_view text) {
  auto const damage = [] { return error(errc::data_corrupted, "a stored jsonb is damaged"); };
  // Who takes the brackets off counts on their places.
  if (detail::trim(text).size() != text.size()) throw damage();
  try {
    json_reader in(text);
    for (json_piece p = in.next(); p != json_piece::end; p = in.next()) {
      bool const quoted = p == json_piece::string || p == json_piece::key;
      if (quoted && in.piece().find('\\') != std::string_view::npos)
        static_cast<void>(unescaped(in.piece()));  // throws if text cannot hold it
    }
  } catch (error const&) {
    throw damage();
  }
}

void append_unescaped(std::string& out, std::string_view piece) {
  for (std::size_t at = 0; at != piece.size();) {
    if (piece[at] == '\\') {
      detail::append_character(out, detail::escaped_character(piece, at));
    } else {
      out += piece[at++];
    }
  }
}

std::string unescaped(std::string_view piece) {
  std::string out;
  append_unescaped(out, piece);
  return out;
}

void append_quoted(std::string& out, std::string_view text) {
  constexpr std::string_view letters = "bfnrt\"\\", meanings = "\b\f\n\r\t\"\\";
  constexpr char digits[] = "0123456789abcdef";
  out += '"';
  for (char const c : text) {
    auto const byte = static_cast<unsigned char>(c);
    if (std::size_t const i = meanings.find(c); i != meanings.npos) {
      (out += '\\') += letters[i];
    } else if (byte < 0x20) {
      ((out += "\\u00") += digits[byte >> 4]) += digits[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

int compare_keys(std::string_view a, std::string_view b) {
  std::string plain[2];  // of keys with escapes
  for (auto [key, room] : {std::pair{&a, &plain[0]}, std::pair{&b, &plain[1]}}) {
    if (key->find('\\') == std::string_view::npos) continue;
    append_unescaped(*room, *key);
    *key = *room;
  }
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  int const order = a.compare(b);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

}  // namespace helios::types
