// helios/types/impl/text.ipp -- UTF-8 checked and counted.
#pragma once

#include <helios/base/assert.hpp>
#include <helios/base/error.hpp>
#include <helios/types/text.hpp>

#include <algorithm>
#include <cstring>

namespace helios::types {

namespace detail {

/// Bytes that the first one announces; 1 for bytes that begin nothing.
[[nodiscard]] inline std::size_t announced_length(unsigned char lead) noexcept {
  return lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf8 ? 4 : 1;
}

/// Position of the first byte of the first character that is not UTF-8; s.size() if there is none.
[[nodiscard]] inline std::size_t first_invalid(std::string_view s) noexcept {
  auto const* const p = reinterpret_cast<unsigned char const*>(s.data());
  std::size_t const n = s.size();
  std::size_t i = 0;
  while (i != n) {
    if (n - i >= 8) {
      std::uint64_t word;
      std::memcpy(&word, p + i, 8);
      // No byte with its high bit set and none that is zero.
      if (((word | (word - 0x0101010101010101U)) & 0x8080808080808080U) == 0) {
        i += 8;
        continue;
      }
    }
    unsigned char const lead = p[i];
    if (lead < 0x80) {
      if (lead == 0) return i;
      ++i;
      continue;
    }
    std::size_t const length = announced_length(lead);
    if (lead < 0xc2 || lead > 0xf4 || n - i < length) return i;  // c0 and c1 would be overlong
    // The second byte rules out what is overlong, a surrogate or above U+10FFFF.
    unsigned char const low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    unsigned char const high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (p[i + 1] < low || p[i + 1] > high) return i;
    for (std::size_t k = 2; k < length; ++k)
      if ((p[i + k] & 0xc0) != 0x80) return i;
    i += length;
  }
  return n;
}

[[noreturn]] inline void throw_too_long(std::string type, std::int32_t limit) {
  throw error(errc::string_data_right_truncation,
              "value too long for type " + std::move(type) + '(' + std::to_string(limit) + ')');
}

}  // namespace detail

bool is_utf8(std::string_view s) noexcept { return detail::first_invalid(s) == s.size(); }

void check_utf8(std::string_view s) {
  std::size_t const at = detail::first_invalid(s);
  if (at == s.size()) return;
  constexpr char const* digits = "0123456789abcdef";
  std::string shown;
  for (unsigned char const c :
       s.substr(at, detail::announced_length(static_cast<unsigned char>(s[at])))) {
    shown += " 0x";
    shown += digits[c >> 4];
    shown += digits[c & 15];
  }
  throw error(errc::invalid_byte_sequence, "invalid byte sequence for encoding \"UTF8\":" + shown);
}

std::size_t length(std::string_view s) noexcept {
  std::size_t continued = 0;  // bytes 10xxxxxx
  std::size_t i = 0;
  while (s.size() - i >= 8) {
    std::uint64_t counts = 0;  // one per byte position, added up before any passes 255
    for (int words = 255; words != 0 && s.size() - i >= 8; --words, i += 8) {
      std::uint64_t word;
      std::memcpy(&word, s.data() + i, 8);
      counts += (word >> 7) & (~word >> 6) & 0x0101010101010101U;
    }
    std::uint64_t const pairs =
        (counts & 0x00ff00ff00ff00ffU) + (counts >> 8 & 0x00ff00ff00ff00ffU);
    continued += static_cast<std::size_t>(pairs * 0x0001000100010001U >> 48);
  }
  for (; i != s.size(); ++i) continued += (static_cast<unsigned char>(s[i]) & 0xc0) == 0x80;
  return s.size() - continued;
}

std::size_t prefix_bytes(std::string_view s, std::size_t n) noexcept {
  if (n >= s.size()) return s.size();
  std::size_t at = 0;
  for (; n != 0 && at < s.size(); --n)
    at += detail::announced_length(static_cast<unsigned char>(s[at]));
  return std::min(at, s.size());  // a last character may be cut off
}

std::string_view substring(std::string_view s, std::int64_t start) {
  return start <= 1 ? s : s.substr(prefix_bytes(s, static_cast<std::size_t>(start - 1)));
}

std::string_view substring(std::string_view s, std::int64_t start, std::int64_t count) {
  if (count < 0) throw error(errc::substring_error, "negative substring length not allowed");
  std::int64_t end = 0;
  if (__builtin_add_overflow(start, count, &end)) return substring(s, start);
  if (end <= 1) return {};
  std::string_view const rest = substring(s, start);
  return rest.substr(0,
                     prefix_bytes(rest, static_cast<std::size_t>(end - (start < 1 ? 1 : start))));
}

std::string_view fit_varchar(std::string_view s, std::int32_t limit, bool explicit_cast) {
  HELIOS_EXPECTS(limit >= 0);
  std::size_t const kept = prefix_bytes(s, static_cast<std::size_t>(limit));
  if (!explicit_cast && !without_padding(s.substr(kept)).empty())
    detail::throw_too_long("character varying", limit);
  return s.substr(0, kept);
}

std::string fit_bpchar(std::string_view s, std::int32_t limit, bool explicit_cast) {
  HELIOS_EXPECTS(limit >= 0);
  std::size_t const kept = prefix_bytes(s, static_cast<std::size_t>(limit));
  if (!explicit_cast && !without_padding(s.substr(kept)).empty())
    detail::throw_too_long("character", limit);
  std::string out(s.substr(0, kept));
  std::size_t const characters = length(out);
  auto const wanted = static_cast<std::size_t>(limit);
  return out.append(wanted - std::min(characters, wanted), ' ');
}

}  // namespace helios::types
