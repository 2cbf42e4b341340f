// helios/exec/functions/impl/encoding.ipp -- bytes to text and back.
//
// Source    RFC 2045 for base64: lines of 76 characters; PostgreSQL's manual, 9.5, for escape
#pragma once

#include <helios/exec/functions/encoding.hpp>

#include <helios/base/error.hpp>
#include <helios/types/bytea.hpp>
#include <helios/types/text.hpp>
#include <helios/types/text_in.hpp>

#include <string>

namespace helios::exec {

namespace detail {

inline constexpr std::string_view base64_letters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

[[noreturn]] inline void refuse_encoding(std::string_view form) {
  throw error(errc::invalid_parameter_value, "unrecognized encoding: \"" + std::string(form) + '"');
}

/// Zero and bytes beyond ASCII as \ooo, a backslash doubled.
[[nodiscard]] inline std::string escaped(std::string_view data) {
  std::string r;
  for (char const c : data) {
    auto const byte = static_cast<unsigned char>(c);
    if (byte == 0 || byte >= 0x80) {
      r += '\\';
      for (int shift = 6; shift >= 0; shift -= 3) r += static_cast<char>('0' + (byte >> shift & 7));
    } else {
      r.append(c == '\\' ? 2 : 1, c);
    }
  }
  return r;
}

[[nodiscard]] inline std::string_view encoded(environment& with, std::string_view data,
                                              std::string_view form) {
  if (types::detail::equal_ignoring_case(form, "hex")) {
    std::string r;
    types::print_bytea(as_bytes(data), r);
    return with.memory().copy(std::string_view(r).substr(2));
  }
  if (types::detail::equal_ignoring_case(form, "escape")) return with.memory().copy(escaped(data));
  if (!types::detail::equal_ignoring_case(form, "base64")) refuse_encoding(form);
  std::string r;
  for (std::size_t i = 0, line = 0; i < data.size(); i += 3) {
    std::uint32_t word = 0;
    for (std::size_t k = 0; k != 3; ++k)
      word = word << 8 | (i + k < data.size() ? static_cast<unsigned char>(data[i + k]) : 0U);
    if (line == 76) r += '\n', line = 0;
    for (std::size_t k = 0; k != 4; ++k, ++line)
      r += i + k <= data.size() ? base64_letters[word >> (18 - 6 * k) & 63] : '=';
  }
  return with.memory().copy(r);
}

[[nodiscard]] inline std::string from_base64(std::string_view text) {
  auto const refuse = [](std::string message) {
    throw error(errc::invalid_parameter_value, std::move(message))
        .hint("Input data is missing padding, is truncated, or is otherwise corrupted.");
  };
  std::string r;
  std::uint32_t word = 0, letters = 0, padding = 0;
  for (std::size_t i = 0; i != text.size(); ++i) {
    char const c = text[i];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') continue;
    std::size_t const at = base64_letters.find(c);
    if (c == '=') {
      if (letters < 2) refuse("unexpected \"=\" while decoding base64 sequence");
      ++padding;
    } else if (at == std::string_view::npos || padding != 0) {
      throw error(errc::invalid_parameter_value,
                  "invalid symbol \"" + std::string(types::substring(text.substr(i), 1, 1)) +
                      "\" found while decoding base64 sequence");
    }
    word = word << 6 | static_cast<std::uint32_t>(c == '=' ? 0 : at);
    if (++letters != 4) continue;
    for (std::uint32_t k = 0; k + padding != 3; ++k)
      r += static_cast<char>(word >> (16 - 8 * k) & 0xff);
    word = letters = 0;
  }
  if (letters != 0) refuse("invalid base64 end sequence");
  return r;
}

[[nodiscard]] inline std::string_view decoded(environment& with, std::string_view text,
                                              std::string_view form) {
  using types::detail::equal_ignoring_case;
  if (equal_ignoring_case(form, "base64")) return with.memory().copy(from_base64(text));
  bool const hex = equal_ignoring_case(form, "hex");
  if (!hex && !equal_ignoring_case(form, "escape")) refuse_encoding(form);
  // Escaped text that begins with \x is not meant as hex here.
  if (!hex && text.starts_with("\\x"))
    throw error(errc::invalid_text_representation, "invalid input syntax for type bytea");
  bytes const data = types::parse_bytea(hex ? "\\x" + std::string(text) : std::string(text));
  return with.memory().copy(as_text(data));
}

}  // namespace detail

void add_encoding(function_list& to) {
  to.push_back(define<[](environment& with, std::string_view data, std::string_view form) {
                 return detail::encoded(with, data, form);
               }>("encode")
                   .taking({type_id::bytea, type_id::text}));
  to.push_back(define<[](environment& with, std::string_view text, std::string_view form) {
                 return detail::decoded(with, text, form);
               }>("decode")
                   .giving(type_id::bytea));
}

}  // namespace helios::exec
