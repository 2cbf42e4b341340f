// helios/types/impl/array_text.ipp -- PostgreSQL's literals of arrays.
#pragma once

#include <helios/types/array_text.hpp>
#include <helios/types/text_in.hpp>
#include <helios/types/value_text.hpp>

#include <algorithm>
#include <string>

namespace helios::types {

namespace detail {

[[nodiscard]] inline bool needs_quotation(std::string_view element) {
  if (element.empty() || equal_ignoring_case(element, "null")) return true;
  return std::any_of(element.begin(), element.end(), [](char c) {
    return is_space(c) || c == '"' || c == '\\' || c == '{' || c == '}' || c == ',';
  });
}

inline void quote_element(std::string_view element, std::string& out) {
  out += '"';
  for (char const c : element) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

/// The texts between the braces, one after the other.
class array_literal {
 public:
  explicit array_literal(std::string_view whole) noexcept : whole_(whole), rest_(whole) {}

  void open() {
    skip_spaces();
    if (!rest_.empty() && rest_.front() == '[')
      throw error(errc::feature_not_supported, "an array literal with dimensions is not supported")
          .hint("Arrays are of one dimension, and are numbered from 1.");
    if (rest_.empty() || rest_.front() != '{')
      fail("Array value must start with \"{\" or dimension information.");
    rest_.remove_prefix(1);
    skip_spaces();
    if (!rest_.empty() && rest_.front() == '}') close();
  }
  [[nodiscard]] bool closed() const noexcept { return closed_; }

  /// The next element's text, and what follows it; false: it is NULL.
  [[nodiscard]] bool next(std::string& element) {
    element.clear();
    skip_spaces();
    if (rest_.empty()) fail("Unexpected end of input.");
    bool const quoted = rest_.front() == '"';
    bool const plain = quoted ? read_quoted(element) : read_plain(element);
    skip_spaces();
    if (rest_.empty()) fail("Unexpected end of input.");
    if (rest_.front() == '}') {
      close();
    } else if (rest_.front() == ',') {
      rest_.remove_prefix(1);
    } else {
      fail(quoted ? "Unexpected array element." : "Incorrectly quoted array element.");
    }
    return !plain || !equal_ignoring_case(element, "null");
  }

 private:
  [[noreturn]] void fail(std::string detail) const {
    throw error(errc::invalid_text_representation,
                "malformed array literal: \"" + std::string(whole_) + '"')
        .detail(std::move(detail));
  }
  void skip_spaces() noexcept {
    while (!rest_.empty() && is_space(rest_.front())) rest_.remove_prefix(1);
  }
  void close() {
    rest_.remove_prefix(1);
    skip_spaces();
    if (!rest_.empty()) fail("Junk after closing right brace.");
    closed_ = true;
  }
  [[nodiscard]] char escaped() {
    rest_.remove_prefix(1);
    if (rest_.empty()) fail("Unexpected end of input.");
    return rest_.front();
  }
  /// False: no text in quotation marks is NULL.
  [[nodiscard]] bool read_quoted(std::string& element) {
    for (rest_.remove_prefix(1);; rest_.remove_prefix(1)) {
      if (rest_.empty()) fail("Unexpected end of input.");
      if (rest_.front() == '"') break;
      element += rest_.front() == '\\' ? escaped() : rest_.front();
    }
    rest_.remove_prefix(1);
    return false;
  }
  /// Up to a comma or brace, without the blanks at its end; false: a character was escaped.
  [[nodiscard]] bool read_plain(std::string& element) {
    bool plain = true;
    std::size_t kept = 0;
    for (; !rest_.empty() && rest_.front() != ',' && rest_.front() != '}'; rest_.remove_prefix(1)) {
      char const c = rest_.front();
      if (c == '{') nested(element);
      if (c == '"') fail("Incorrectly quoted array element.");
      element += c == '\\' ? escaped() : c;
      if (c == '\\') plain = false;
      if (c == '\\' || !is_space(c)) kept = element.size();
    }
    if (kept == 0 && !rest_.empty())
      fail("Unexpected \"" + std::string(1, rest_.front()) + "\" character.");
    element.resize(kept);
    return plain;
  }
  void nested(std::string_view before) const {
    if (!before.empty()) fail("Unexpected \"{\" character.");
    throw error(errc::feature_not_supported, "arrays of more than one dimension are not supported");
  }

  std::string_view whole_, rest_;
  bool closed_ = false;
};

}  // namespace detail

void print_array(array_view v, std::string& out, time_context const& context) {
  out += '{';
  value one;
  std::string text;
  bool first = true;
  for (array_reader from(v); from.next(one); first = false) {
    if (!first) out += ',';
    if (one.is_null()) {
      out += "NULL";
      continue;
    }
    text.clear();
    print(one, text, context);
    if (detail::needs_quotation(text))
      detail::quote_element(text, out);
    else
      out += text;
  }
  out += '}';
}

value parse_array(std::string_view text, data_type element, time_context const& context) {
  array_builder made(element);
  std::string one;
  detail::array_literal literal(text);
  for (literal.open(); !literal.closed();)
    made.add(literal.next(one) ? parse_value(one, element, context) : value());
  return made.finish();
}

}  // namespace helios::types
