// helios/exec/functions/impl/to_number.ipp -- reads a text along a format.
#pragma once

#include <helios/exec/functions/to_number.hpp>

#include <helios/base/error.hpp>
#include <helios/types/decimal_text.hpp>
#include <helios/types/text.hpp>
#include <helios/types/text_in.hpp>

#include <string>

namespace helios::exec {

namespace detail {

/// Takes the digits and the sign out of `text`; what the format does not ask for is passed over.
class number_reader {
 public:
  number_reader(std::string_view text, std::string_view format) : text_(text), format_(format) {}

  [[nodiscard]] types::decimal read() {
    while (!format_.empty()) step();
    // PostgreSQL's words: its buffer begins with a blank where the sign goes.
    if (digits_.find_first_of("0123456789") == std::string::npos)
      throw error(errc::invalid_text_representation,
                  "invalid input syntax for type numeric: \" \"");
    return types::parse_decimal((negative_ ? "-" : "") + digits_);
  }

 private:
  /// `word` in lower case.
  [[nodiscard]] bool take(std::string_view word) {
    if (!types::detail::equal_ignoring_case(format_.substr(0, word.size()), word)) return false;
    format_.remove_prefix(word.size());
    return true;
  }
  [[nodiscard]] bool at(char c) const { return !text_.empty() && text_.front() == c; }
  void skip() {
    if (!text_.empty()) text_.remove_prefix(1);
  }
  void sign() {
    while (at(' ')) skip();
    if (at('-') || at('<')) negative_ = true;
    if (at('-') || at('<') || at('+') || at('>')) skip();
  }

  void step() {
    for (std::string_view const word : {"eeee", "rn", "th", "v"}) {
      if (types::detail::equal_ignoring_case(format_.substr(0, word.size()), word))
        throw error(errc::feature_not_supported,
                    '"' + std::string(word) + "\" is not supported in to_number's formats");
    }
    if (take("fm")) return;
    if (take("mi") || take("pl") || take("sg") || take("pr") || take("s")) return sign();
    char const f = format_.front();
    if (f == '9' || f == '0') {
      format_.remove_prefix(1);
      return digit();
    }
    if (f == '.' || f == 'D' || f == 'd') {
      format_.remove_prefix(1);
      behind_point_ = true;
      if (at('.')) {
        skip();
        digits_ += '.';
      }
      return;
    }
    if (f == ',' || f == 'G' || f == 'g') {
      format_.remove_prefix(1);
      if (at(',')) skip();
      return;
    }
    if (f == '"') {
      std::size_t const end = format_.find('"', 1);
      std::size_t const size = (end == std::string_view::npos ? format_.size() : end) - 1;
      format_.remove_prefix(end == std::string_view::npos ? format_.size() : end + 1);
      text_.remove_prefix(std::min(size, text_.size()));
      return;
    }
    // L and anything else stand for one character that is no part of the number.
    format_.remove_prefix(1);
    bool const number = !text_.empty() && ((text_.front() >= '0' && text_.front() <= '9') ||
                                           text_.front() == '.' || text_.front() == '-');
    if (!number) skip();
  }

  void digit() {
    if (digits_.empty()) sign();
    while (at(' ')) skip();
    // A point in the text ends the digits before it.
    if (text_.empty() || text_.front() < '0' || text_.front() > '9') return;
    if (behind_point_ && digits_.find('.') == std::string::npos) return;
    digits_ += text_.front();
    skip();
  }

  std::string_view text_, format_;
  std::string digits_;
  bool negative_ = false, behind_point_ = false;
};

}  // namespace detail

void add_to_number(function_list& to) {
  to.push_back(define<[](std::string_view text, std::string_view format) {
    return detail::number_reader(text, format).read();
  }>("to_number"));
}

}  // namespace helios::exec
