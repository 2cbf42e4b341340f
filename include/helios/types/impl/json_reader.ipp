// helios/types/impl/json_reader.ipp -- one pass over a JSON text.
#pragma once

#include <helios/types/impl/json_error.hpp>
#include <helios/types/json_reader.hpp>
#include <helios/types/text_in.hpp>

namespace helios::types {

namespace detail {

/// Letters, digits and what is not ASCII: as much as a reader would take for one word.
[[nodiscard]] inline bool in_json_word(char c) noexcept {
  return is_alpha(c) || is_digit(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
/// The bytes of the character at a place.
[[nodiscard]] inline std::string_view character_at(std::string_view text, std::size_t at) noexcept {
  std::size_t end = at + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) ++end;
  return text.substr(at, end - at);
}

}  // namespace detail

void json_reader::skip_blanks() noexcept {
  while (at_ != text_.size() &&
         (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
    ++at_;
}

json_piece json_reader::next() {
  skip_blanks();
  switch (expected_) {
    case expected::value: return read_value();
    case expected::first_value: return here(']') ? close() : read_value();
    case expected::first_key: return here('}') ? close() : read_key("string or \"}\"");
    case expected::key: return read_key("string");
    case expected::more: break;
    case expected::end:
      if (at_ != text_.size()) fail("end of input");
      piece_ = {};
      return json_piece::end;
  }
  bool const object = is_object(depth_ - 1);
  if (here(object ? '}' : ']')) return close();
  if (!here(',')) fail(object ? "\",\" or \"}\"" : "\",\" or \"]\"");
  ++at_;
  skip_blanks();
  return object ? read_key("string") : read_value();
}

std::string_view json_reader::whole(json_piece first) {
  char const* const begin = piece_.data() - (first == json_piece::string ? 1 : 0);
  if (first == json_piece::array || first == json_piece::object)
    for (std::size_t const outside = depth_ - 1; depth_ != outside;) static_cast<void>(next());
  return {begin, static_cast<std::size_t>(text_.data() + at_ - begin)};
}

json_piece json_reader::read_value() {
  char const c = at_ == text_.size() ? '\0' : text_[at_];
  if (c == '{' || c == '[') return open(c == '{');
  json_piece what = json_piece::number;
  if (c == '"') {
    read_string();
    what = json_piece::string;
  } else if (c == '-' || detail::is_digit(c)) {
    read_number();
  } else {
    std::size_t const begin = at_;
    piece_ = word();
    if (piece_ == "null") {
      what = json_piece::null;
    } else if (piece_ == "false") {
      what = json_piece::false_;
    } else if (piece_ == "true") {
      what = json_piece::true_;
    } else {
      at_ = begin;
      fail("JSON value");
    }
  }
  expected_ = depth_ == 0 ? expected::end : expected::more;
  return what;
}

json_piece json_reader::read_key(std::string_view wanted) {
  if (!here('"')) fail(wanted);
  read_string();
  std::string_view const key = piece_;
  skip_blanks();
  if (!here(':')) fail("\":\"");
  ++at_;
  piece_ = key;
  expected_ = expected::value;
  return json_piece::key;
}

json_piece json_reader::open(bool object) {
  if (depth_ == most_levels)
    throw error(errc::statement_too_complex,
                "a JSON text is nested more than " + std::to_string(most_levels) + " levels deep");
  std::uint64_t const bit = std::uint64_t{1} << depth_ % 64;
  std::uint64_t& bits = objects_[depth_ / 64];
  bits = object ? bits | bit : bits & ~bit;
  ++depth_;
  piece_ = text_.substr(at_++, 1);
  expected_ = object ? expected::first_key : expected::first_value;
  return object ? json_piece::object : json_piece::array;
}

json_piece json_reader::close() {
  piece_ = text_.substr(at_++, 1);
  --depth_;
  expected_ = depth_ == 0 ? expected::end : expected::more;
  return is_object(depth_) ? json_piece::end_of_object : json_piece::end_of_array;
}

void json_reader::read_string() {
  std::size_t const start = at_++;
  for (;;) {
    if (at_ == text_.size()) detail::throw_json_token(text_.substr(start));
    char const c = text_[at_];
    if (c == '"') break;
    if (c == '\\') {
      read_escape(start);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      constexpr char digits[] = "0123456789abcdef";
      detail::throw_json(std::string("Character with value 0x") + digits[c >> 4] + digits[c & 15] +
                         " must be escaped.");
    } else {
      ++at_;
    }
  }
  piece_ = text_.substr(start + 1, at_ - start - 1);
  ++at_;
}

void json_reader::read_escape(std::size_t start) {
  if (++at_ == text_.size()) detail::throw_json_token(text_.substr(start));
  char const c = text_[at_];
  if (std::string_view("\"\\/bfnrtu").find(c) == std::string_view::npos)
    detail::throw_json("Escape sequence \"\\" + std::string(detail::character_at(text_, at_)) +
                       "\" is invalid.");
  ++at_;
  if (c != 'u') return;
  for (int i = 0; i != 4; ++i, ++at_) {
    if (at_ == text_.size()) detail::throw_json_token(text_.substr(start));
    if (detail::hex_digit(text_[at_]) < 0)
      detail::throw_json("\"\\u\" must be followed by four hexadecimal digits.");
  }
}

void json_reader::read_number() {
  std::size_t const start = at_;
  auto const digits = [&] {
    std::size_t const first = at_;
    while (at_ != text_.size() && detail::is_digit(text_[at_])) ++at_;
    return at_ != first;
  };
  if (here('-')) ++at_;
  bool good = true;
  if (here('0')) {
    ++at_;
  } else {
    good = digits();
  }
  if (good && here('.')) {
    ++at_;
    good = digits();
  }
  if (good && (here('e') || here('E'))) {
    ++at_;
    if (here('+') || here('-')) ++at_;
    good = digits();
  }
  if (!word().empty()) good = false;
  piece_ = text_.substr(start, at_ - start);
  if (!good) detail::throw_json_token(piece_);
}

std::string_view json_reader::word() noexcept {
  std::size_t const start = at_;
  while (at_ != text_.size() && detail::in_json_word(text_[at_])) ++at_;
  return text_.substr(start, at_ - start);
}

/// What stands here is not what was wanted. A bad token is complained about first.
void json_reader::fail(std::string_view wanted) {
  if (at_ == text_.size()) detail::throw_json("The input string ended unexpectedly.");
  char const c = text_[at_];
  std::size_t const start = at_;
  if (c == '"') {
    read_string();
  } else if (c == '-' || detail::is_digit(c)) {
    read_number();
  } else if (std::string_view("{}[],:").find(c) != std::string_view::npos) {
    ++at_;
  } else {
    std::string_view const token = word();
    if (token.empty()) detail::throw_json_token(text_.substr(start, 1));
    if (token != "null" && token != "true" && token != "false") detail::throw_json_token(token);
  }
  std::string_view const found = text_.substr(start, at_ - start);
  detail::throw_json("Expected " + std::string(wanted) + ", but found \"" + std::string(found) +
                     "\".");
}

}  // namespace helios::types
