// helios/sql/token.hpp -- SQL text as tokens: what the grammar reads instead of characters.
//
// Shape     16 bytes per token; the last one is `end`
// Errors    none: a text that is no token becomes `invalid`, and the parser reports it if nothing
//           before it was wrong. A text of 4 GiB or more: 54000
// Cost      one pass, about 3 ns per character
// Source    PostgreSQL 15's manual, section 4.1
#pragma once

#include <helios/base/error.hpp>
#include <helios/config.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace helios::sql {

enum class token_kind : std::uint16_t {
  end,
  invalid,     // aux: lexical_error
  other,       // a character that begins nothing
  name,        // an identifier that is no key word, or any in double quotes
  string,      // '..' $$..$$ E'..' U&'..' N'..'
  bits,        // B'0101'
  hex,         // X'1F'
  integer,     // digits only
  decimal,     // with a point or an exponent
  parameter,   // $1; aux: its number
  question,    // ?; aux: how many stand before it in the text
  open,        // (
  open_query,  // ( that encloses a query
  close,
  open_square,
  close_square,
  comma,
  semicolon,
  dot,
  dots,  // ..
  colon,
  casts,    // ::
  becomes,  // :=
  arrow,    // =>
  equal,
  less,
  greater,
  less_equal,
  greater_equal,
  not_equal,  // <> or !=
  plus,
  minus,
  star,
  slash,
  percent,
  caret,
  op,  // any other operator
#define HELIOS_KEYWORD(word, class_, label) kw_##word,
#include <helios/sql/keywords.def>
#undef HELIOS_KEYWORD
};
inline constexpr token_kind first_keyword = token_kind::kw_abort;

enum class lexical_error : std::uint8_t {
  unterminated_string,
  unterminated_name,
  unterminated_dollar_string,
  unterminated_comment,
  unterminated_bits,
  unterminated_hex,
  empty_name,
  junk_after_number,
  junk_after_parameter,
  parameter_out_of_range,
};

/// Where a word may stand: the bits of token::classes.
namespace word_class {
inline constexpr std::uint8_t unreserved = 1, column = 2, type = 4, reserved = 8, plain = 16,
                              bare = 32;
}

struct token {
  token_kind kind = token_kind::end;
  std::uint8_t classes = 0;  // word_class bits; `plain` is a name
  bool decode =
      false;  // the text between the quotes is not the value: letters to fold, quotes to undo
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
  std::uint32_t aux = 0;  // of an open bracket: index of the bracket that closes it, 0 if none does

  [[nodiscard]] constexpr std::uint32_t end() const noexcept { return offset + length; }
};
static_assert(sizeof(token) == 16);

struct keyword {
  std::string_view text;
  std::uint8_t classes;
};

inline constexpr auto keywords = [] {
  using namespace word_class;
  constexpr std::uint8_t labelled = 0;
  return std::to_array<keyword>({
#define HELIOS_KEYWORD(word, class_, label) {#word, class_ | label},
#include <helios/sql/keywords.def>
#undef HELIOS_KEYWORD
  });
}();

static_assert(std::is_sorted(keywords.begin(), keywords.end(),
                             [](auto& a, auto& b) { return a.text < b.text; }));

/// The kind of a key word in lower case; token_kind::name if it is none.
[[nodiscard]] constexpr token_kind find_keyword(std::string_view lower) noexcept {
  std::size_t low = 0;
  for (std::size_t high = keywords.size(); low != high;) {
    std::size_t const middle = low + (high - low) / 2;
    if (keywords[middle].text < lower)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == keywords.size() || keywords[low].text != lower) return token_kind::name;
  return static_cast<token_kind>(static_cast<std::size_t>(first_keyword) + low);
}

[[nodiscard]] constexpr bool is_keyword(token_kind kind) noexcept { return kind >= first_keyword; }
/// Requires is_keyword(kind).
[[nodiscard]] constexpr keyword const& keyword_of(token_kind kind) noexcept {
  return keywords[static_cast<std::size_t>(kind) - static_cast<std::size_t>(first_keyword)];
}

/// The character class of names: letters, _ and everything beyond ASCII; then also digits and $.
[[nodiscard]] constexpr bool begins_name(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
[[nodiscard]] constexpr bool continues_name(char c) noexcept {
  return begins_name(c) || (c >= '0' && c <= '9') || c == '$';
}
[[nodiscard]] constexpr char to_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Replaces the contents of `out`; the texts of the tokens are parts of `text`.
HELIOS_DECL void tokenize(std::string_view text, std::vector<token>& out);

/// The number, from 1, of the character that begins at a byte of a UTF-8 text.
[[nodiscard]] HELIOS_DECL std::size_t character_position(std::string_view text,
                                                         std::size_t offset) noexcept;

}  // namespace helios::sql

#if HELIOS_HEADER_ONLY
#include <helios/sql/impl/lexer.ipp>
#endif
