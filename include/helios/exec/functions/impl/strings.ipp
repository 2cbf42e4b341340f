// helios/exec/functions/impl/strings.ipp -- kernels of the functions of text.
#pragma once

#include <helios/exec/functions/strings.hpp>

#include <helios/types/text.hpp>
#include <helios/types/text_in.hpp>

#include <algorithm>
#include <string>

namespace helios::exec {

namespace detail {

using chars = std::string_view;

/// Room for n bytes of a result. 54000 past 1 GiB, as PostgreSQL refuses.
[[nodiscard]] inline char* text_room(environment& with, std::uint64_t n) {
  if (n > (std::uint64_t{1} << 30))
    throw error(errc::program_limit_exceeded, "requested length too large");
  return static_cast<char*>(with.memory().allocate(static_cast<std::size_t>(n), 1));
}

template <class F>
[[nodiscard]] chars mapped(environment& with, chars s, F f) {
  char* const to = text_room(with, s.size());
  for (std::size_t i = 0; i != s.size(); ++i) to[i] = f(s[i]);
  return {to, s.size()};
}

[[nodiscard]] inline chars joined(environment& with, chars a, chars b) {
  char* const to = text_room(with, a.size() + b.size());
  a.copy(to, a.size());
  b.copy(to + a.size(), b.size());
  return {to, a.size() + b.size()};
}

[[nodiscard]] inline char upper(char c) noexcept {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}
[[nodiscard]] inline bool is_word(char c) noexcept {
  return types::detail::is_digit(c) || types::detail::is_alpha(c) ||
         static_cast<unsigned char>(c) >= 128;
}

/// Bytes of the character that begins s.
[[nodiscard]] inline std::size_t first_character(chars s) noexcept {
  return types::prefix_bytes(s, 1);
}
[[nodiscard]] inline std::size_t last_character(chars s) noexcept {
  std::size_t n = 1;
  while (n < s.size() && (static_cast<unsigned char>(s[s.size() - n]) & 0xc0) == 0x80) ++n;
  return n;
}

[[nodiscard]] inline bool among(chars character, chars set) noexcept {
  return set.find(character) != chars::npos;
}
[[nodiscard]] inline chars trim_front(chars s, chars set) noexcept {
  while (!s.empty() && among(s.substr(0, first_character(s)), set))
    s.remove_prefix(first_character(s));
  return s;
}
[[nodiscard]] inline chars trim_back(chars s, chars set) noexcept {
  while (!s.empty() && among(s.substr(s.size() - last_character(s)), set))
    s.remove_suffix(last_character(s));
  return s;
}

[[nodiscard]] inline chars replaced(environment& with, chars s, chars from, chars to) {
  std::uint64_t found = 0;
  if (!from.empty()) {
    for (std::size_t at = s.find(from); at != chars::npos; at = s.find(from, at + from.size()))
      ++found;
  }
  if (found == 0) return s;
  std::uint64_t const size = s.size() - found * from.size() + found * to.size();
  char* const begin = text_room(with, size);
  char* out = begin;
  for (std::size_t at = 0;;) {
    std::size_t const next = std::min(s.find(from, at), s.size());
    out += s.copy(out, next - at, at);
    if (next == s.size()) return {begin, static_cast<std::size_t>(size)};
    out += to.copy(out, to.size());
    at = next + from.size();
  }
}

[[nodiscard]] inline std::int32_t position(chars s, chars what) noexcept {
  std::size_t const at = s.find(what);
  return at == chars::npos ? 0 : static_cast<std::int32_t>(types::length(s.substr(0, at))) + 1;
}

/// Bytes of n characters of the filler, round and round.
[[nodiscard]] inline std::uint64_t filling(chars filler, std::size_t n) {
  std::size_t const round = types::length(filler);
  return std::uint64_t{filler.size()} * (n / round) + types::prefix_bytes(filler, n % round);
}
[[nodiscard]] inline chars padded(environment& with, chars s, std::int32_t wanted, chars filler,
                                  bool left) {
  auto const target = static_cast<std::size_t>(std::max(wanted, 0));
  std::size_t const length = types::length(s);
  if (length >= target || filler.empty()) return s.substr(0, types::prefix_bytes(s, target));
  std::uint64_t const added = filling(filler, target - length);
  char* const begin = text_room(with, s.size() + added);
  char* const fill = left ? begin : begin + s.size();
  for (std::uint64_t at = 0; at < added; at += filler.size())
    filler.copy(fill + at, std::min<std::uint64_t>(filler.size(), added - at));
  s.copy(left ? begin + added : begin, s.size());
  return {begin, static_cast<std::size_t>(s.size() + added)};
}

[[nodiscard]] inline chars repeated(environment& with, chars s, std::int32_t n) {
  if (n <= 0 || s.empty()) return {};
  auto const times = static_cast<std::uint64_t>(n);
  char* const to = text_room(with, s.size() * times);
  for (std::uint64_t i = 0; i != times; ++i) s.copy(to + i * s.size(), s.size());
  return {to, s.size() * times};
}

[[nodiscard]] inline chars reversed(environment& with, chars s) {
  char* const to = text_room(with, s.size());
  char* out = to + s.size();
  for (chars rest = s; !rest.empty();) {
    std::size_t const n = first_character(rest);
    rest.copy(out -= n, n);
    rest.remove_prefix(n);
  }
  return {to, s.size()};
}

/// Field n of s, counted from 1, or from the end when negative.
[[nodiscard]] inline chars field(chars s, chars separator, std::int32_t n) {
  if (n == 0) throw error(errc::invalid_parameter_value, "field position must not be zero");
  if (separator.empty()) return n == 1 || n == -1 ? s : chars{};
  std::int32_t fields = 1;
  for (std::size_t at = s.find(separator); at != chars::npos;
       at = s.find(separator, at + separator.size()))
    ++fields;
  std::int32_t const wanted = n > 0 ? n : fields + 1 + n;
  if (wanted < 1 || wanted > fields) return {};
  std::size_t begin = 0;
  for (std::int32_t i = 1; i != wanted; ++i) begin = s.find(separator, begin) + separator.size();
  std::size_t const end = s.find(separator, begin);
  return s.substr(begin, end == chars::npos ? end : end - begin);
}

[[nodiscard]] inline chars capitalised(environment& with, chars s) {
  bool inside = false;
  return mapped(with, s, [&](char c) {
    char const r = inside ? types::detail::to_lower(c) : upper(c);
    inside = is_word(c);
    return r;
  });
}

[[nodiscard]] inline std::int32_t code_point(chars s) noexcept {
  if (s.empty()) return 0;
  auto const lead = static_cast<unsigned char>(s[0]);
  std::size_t const n = first_character(s);
  std::int32_t r = n == 1 ? lead : lead & (0x7f >> n);
  for (std::size_t i = 1; i < n; ++i) r = r << 6 | (static_cast<unsigned char>(s[i]) & 0x3f);
  return r;
}
[[nodiscard]] inline chars overlaid(environment& with, chars s, chars by, std::int64_t at,
                                    std::int64_t count) {
  if (at <= 0) throw error(errc::substring_error, "negative substring length not allowed");
  chars const before = types::substring(s, 1, at - 1);
  return joined(with, joined(with, before, by), types::substring(s, at + count));
}

[[nodiscard]] inline chars character(environment& with, std::int32_t code) {
  if (code < 0) throw error(errc::invalid_parameter_value, "character number must be positive");
  if (code == 0) throw error(errc::program_limit_exceeded, "null character not permitted");
  if (code > 0x10ffff)
    throw error(errc::program_limit_exceeded,
                "requested character too large for encoding: " + std::to_string(code));
  if (code >= 0xd800 && code < 0xe000)
    throw error(errc::program_limit_exceeded,
                "requested character not valid for encoding: " + std::to_string(code));
  auto const c = static_cast<std::uint32_t>(code);
  char* const to = text_room(with, 4);
  auto const tail = [&](int shift) { return static_cast<char>(0x80 | (c >> shift & 0x3f)); };
  if (c < 0x80) return to[0] = static_cast<char>(c), chars(to, 1);
  if (c < 0x800) return to[0] = static_cast<char>(0xc0 | c >> 6), to[1] = tail(0), chars(to, 2);
  if (c < 0x10000) {
    to[0] = static_cast<char>(0xe0 | c >> 12);
    return to[1] = tail(6), to[2] = tail(0), chars(to, 3);
  }
  to[0] = static_cast<char>(0xf0 | c >> 18);
  return to[1] = tail(12), to[2] = tail(6), to[3] = tail(0), chars(to, 4);
}

[[nodiscard]] inline chars translated(environment& with, chars s, chars from, chars to) {
  std::string r;
  for (chars rest = s; !rest.empty();) {
    chars const c = rest.substr(0, first_character(rest));
    rest.remove_prefix(c.size());
    std::int32_t const at = position(from, c);
    if (at == 0) {
      r.append(c);
    } else {
      r.append(types::substring(to, at, 1));
    }
  }
  return with.memory().copy(r);
}

inline void add_lengths(function_list& to) {
  auto const count = [](chars s) { return static_cast<std::int32_t>(types::length(s)); };
  for (std::string_view const name : {"length", "char_length", "character_length"})
    to.push_back(define<count>(name));
  to.push_back(define<[](chars s) { return static_cast<std::int32_t>(s.size()); }>("octet_length"));
  to.push_back(
      define<[](chars s) { return static_cast<std::int32_t>(8 * s.size()); }>("bit_length"));
  for (std::string_view const name : {"length", "octet_length"})
    to.push_back(define<[](chars s) { return static_cast<std::int32_t>(s.size()); }>(name).taking(
        {type_id::bytea}));
}

inline void add_pieces(function_list& to) {
  for (std::string_view const name : {"substr", "substring"}) {
    to.push_back(define<[](chars s, std::int32_t at) { return types::substring(s, at); }>(name));
    to.push_back(
        define<[](chars s, std::int32_t at, std::int32_t n) { return types::substring(s, at, n); }>(
            name));
  }
  to.push_back(define<[](chars s, std::int32_t n) {
    std::int64_t const wanted = n < 0 ? static_cast<std::int64_t>(types::length(s)) + n : n;
    return s.substr(
        0, types::prefix_bytes(s, static_cast<std::size_t>(std::max(wanted, std::int64_t{0}))));
  }>("left"));
  to.push_back(define<[](chars s, std::int32_t n) {
    std::size_t const length = types::length(s);
    std::size_t const size = static_cast<std::size_t>(n < 0 ? -std::int64_t{n} : n);
    std::size_t const skip = n < 0 ? std::min(size, length) : length - std::min(size, length);
    return s.substr(types::prefix_bytes(s, skip));
  }>("right"));
  to.push_back(define<[](chars s) { return trim_back(trim_front(s, " "), " "); }>("btrim"));
  to.push_back(define<[](chars s) { return trim_front(s, " "); }>("ltrim"));
  to.push_back(define<[](chars s) { return trim_back(s, " "); }>("rtrim"));
  to.push_back(
      define<[](chars s, chars set) { return trim_back(trim_front(s, set), set); }>("btrim"));
  to.push_back(define<[](chars s, chars set) { return trim_front(s, set); }>("ltrim"));
  to.push_back(define<[](chars s, chars set) { return trim_back(s, set); }>("rtrim"));
  to.push_back(define<[](chars s) { return trim_back(trim_front(s, " "), " "); }>("trim"));
  to.push_back(
      define<[](chars s, chars set) { return trim_back(trim_front(s, set), set); }>("trim"));
  to.push_back(
      define<[](chars s, chars by, std::int32_t n) { return field(s, by, n); }>("split_part"));
  to.push_back(define<[](chars s, chars what) { return position(s, what); }>("strpos"));
  to.push_back(define<[](chars s, chars what) { return position(s, what); }>("position"));
  to.push_back(define<[](chars s, chars what) { return s.starts_with(what); }>("starts_with"));
  to.push_back(define<[](chars s, chars what) { return s.starts_with(what); }>("^@"));
  to.push_back(define<[](chars s, chars what) { return s.ends_with(what); }>("ends_with"));
}

inline void add_makers(function_list& to) {
  to.push_back(define<[](environment& e, chars a, chars b) { return joined(e, a, b); }>("||"));
  to.push_back(define<[](environment& e, chars a, chars b) { return joined(e, a, b); }>("||")
                   .taking({type_id::bytea, type_id::bytea})
                   .giving(type_id::bytea));
  to.push_back(define<[](environment& e, chars s) { return mapped(e, s, upper); }>("upper"));
  to.push_back(
      define<[](environment& e, chars s) { return mapped(e, s, types::detail::to_lower); }>(
          "lower"));
  to.push_back(define<[](environment& e, chars s) { return capitalised(e, s); }>("initcap"));
  to.push_back(define<[](environment& e, chars s, chars from, chars by) {
    return replaced(e, s, from, by);
  }>("replace"));
  to.push_back(define<[](environment& e, chars s, chars from, chars by) {
    return translated(e, s, from, by);
  }>("translate"));
  to.push_back(
      define<[](environment& e, chars s, std::int32_t n) { return padded(e, s, n, " ", true); }>(
          "lpad"));
  to.push_back(
      define<[](environment& e, chars s, std::int32_t n) { return padded(e, s, n, " ", false); }>(
          "rpad"));
  to.push_back(define<[](environment& e, chars s, std::int32_t n, chars filler) {
    return padded(e, s, n, filler, true);
  }>("lpad"));
  to.push_back(define<[](environment& e, chars s, std::int32_t n, chars filler) {
    return padded(e, s, n, filler, false);
  }>("rpad"));
  to.push_back(
      define<[](environment& e, chars s, std::int32_t n) { return repeated(e, s, n); }>("repeat"));
  to.push_back(define<[](environment& e, chars s) { return reversed(e, s); }>("reverse"));
  to.push_back(define<[](chars s) { return code_point(s); }>("ascii"));
  to.push_back(define<[](environment& e, std::int32_t c) { return character(e, c); }>("chr"));
  to.push_back(define<[](environment& e, chars s, chars by, std::int32_t at, std::int32_t n) {
    return overlaid(e, s, by, at, n);
  }>("overlay"));
  to.push_back(define<[](environment& e, chars s, chars by, std::int32_t at) {
    return overlaid(e, s, by, at, static_cast<std::int64_t>(types::length(by)));
  }>("overlay"));
}

}  // namespace detail

void add_strings(function_list& to) {
  detail::add_lengths(to);
  detail::add_pieces(to);
  detail::add_makers(to);
}

}  // namespace helios::exec
