// helios/sql/impl/characters.ipp -- the scanner's tables: key words by hash, characters by class.
#pragma once

#include <helios/sql/token.hpp>

#include <array>

namespace helios::sql::lexing {

// Open addressing over the key words: a word is found by about one comparison.
inline constexpr std::size_t slots = 2048;
inline constexpr std::uint32_t hash_seed = 2166136261U;
[[nodiscard]] constexpr std::uint32_t hash_step(std::uint32_t hash, char c) noexcept {
  return (hash ^ static_cast<unsigned char>(c)) * 16777619U;
}
[[nodiscard]] constexpr std::size_t hash_slot(std::uint32_t hash) noexcept {
  return (hash ^ (hash >> 13)) % slots;
}

inline constexpr auto keyword_slots = [] {
  std::array<std::uint16_t, slots> table{};  // index + 1, 0: free
  for (std::size_t i = 0; i != keywords.size(); ++i) {
    std::uint32_t hash = hash_seed;
    for (char const c : keywords[i].text) hash = hash_step(hash, c);
    std::size_t at = hash_slot(hash);
    while (table[at] != 0) at = (at + 1) % slots;
    table[at] = static_cast<std::uint16_t>(i + 1);
  }
  return table;
}();

enum : std::uint8_t { space = 1, begin = 2, inside = 4, digit = 8, sign = 16 };
inline constexpr auto classes = [] {
  std::array<std::uint8_t, 256> table{};
  for (int i = 0; i != 256; ++i) {
    auto const c = static_cast<char>(i);
    std::uint8_t bits = 0;
    if (c == ' ' || (c >= '\t' && c <= '\r')) bits |= space;
    if (begins_name(c)) bits |= begin;
    if (continues_name(c)) bits |= inside;
    if (c >= '0' && c <= '9') bits |= digit;
    // `?` is no operator character: `id=?` is an equality with a parameter (see scanner::question).
    if (c != 0 && std::string_view("~!@#%^&|`+-*/<>=").find(c) != std::string_view::npos)
      bits |= sign;
    table[static_cast<std::size_t>(i)] = bits;
  }
  return table;
}();

}  // namespace helios::sql::lexing
