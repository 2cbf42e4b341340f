// helios/exec/functions/impl/number_pattern.hpp -- what a pattern of to_char wants of a number.
//
// Shape     9 0 . , D G L S MI PL SG PR FM B V RN TH EEEE; other characters are copied
// Errors    42601 parts that exclude each other
// Source    the behaviour of PostgreSQL 15, as tests/sql/postgresql/to_char.test has it
#pragma once

#include <helios/base/error.hpp>
#include <helios/types/text_in.hpp>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace helios::exec::detail {

enum class number_part : std::uint8_t {
  digit,  // 9
  zero,   // 0
  point,  // . D
  comma,  // , G
  currency,
  roman,    // RN
  ordinal,  // TH
  minus,    // MI
  plus,     // PL
  sign,     // SG
  literal,
};

struct number_pattern {
  struct item {
    number_part what;
    std::string_view written;
  };
  std::vector<item> items;
  int before = 0, after = 0;  // digits around the point
  int shift = 0;              // digits behind V: the number is multiplied by that power of ten
  int zeros_from = 0, zeros_to = 0;  // digits that 0 asks for, counted from 1
  bool compact = false;              // FM
  bool fraction = false, zeros = false, multiplied = false;
  bool brackets = false, wants_plus = false, wants_minus = false;
  bool is_roman = false, exponent = false;
  enum class place : std::uint8_t { none, front, end } sign = place::none;  // S
  int digits_before_sign = 0;
};

class number_pattern_reader {
 public:
  explicit number_pattern_reader(std::string_view text) : rest_(text) {}

  [[nodiscard]] number_pattern read() {
    while (!rest_.empty()) step();
    return std::move(to_);
  }

 private:
  [[noreturn]] static void refuse(char const* why) { throw error(errc::syntax_error, why); }

  /// `word` in lower case; the pattern has it in either.
  [[nodiscard]] bool take(std::string_view word) {
    std::string_view const front = rest_.substr(0, word.size());
    if (!types::detail::equal_ignoring_case(front, word)) return false;
    if (to_.exponent) refuse("\"EEEE\" must be the last pattern used");
    written_ = front;
    rest_.remove_prefix(word.size());
    return true;
  }
  void add(number_part what) { to_.items.push_back({what, written_}); }
  void check_single_sign(char const* what, bool other) const {
    if (to_.sign == number_pattern::place::none && !other) return;
    refuse(what);
  }

  void step() {
    if (take("eeee")) return exponent();
    if (take("fm")) {
      to_.compact = true;
    } else if (take("mi")) {
      check_single_sign("cannot use \"S\" and \"MI\" together", false);
      to_.wants_minus = true;
      add(number_part::minus);
    } else if (take("pl")) {
      check_single_sign("cannot use \"S\" and \"PL\" together", false);
      to_.wants_plus = true;
      add(number_part::plus);
    } else if (take("sg")) {
      check_single_sign("cannot use \"S\" and \"SG\" together", false);
      to_.wants_minus = to_.wants_plus = true;
      add(number_part::sign);
    } else if (take("pr")) {
      check_single_sign("cannot use \"PR\" and \"S\"/\"PL\"/\"MI\"/\"SG\" together",
                        to_.wants_plus || to_.wants_minus);
      to_.brackets = true;
    } else if (take("rn")) {
      to_.is_roman = true;
      add(number_part::roman);
    } else if (take("th")) {
      add(number_part::ordinal);
    } else if (take("9") || take("0")) {
      digit(written_[0] == '0');
    } else if (take(".") || take("d")) {
      if (to_.fraction) refuse("multiple decimal points");
      if (to_.multiplied) refuse("cannot use \"V\" and decimal point together");
      to_.fraction = true;
      add(number_part::point);
    } else if (take(",") || take("g")) {
      add(number_part::comma);
    } else if (take("l")) {
      add(number_part::currency);
    } else if (take("s")) {
      anchored_sign();
    } else if (take("v")) {
      if (to_.fraction) refuse("cannot use \"V\" and decimal point together");
      to_.multiplied = true;
    } else if (!take("b") && !take("c")) {  // which say nothing
      literal();
    }
  }
  void exponent() {
    if (to_.compact || to_.brackets || to_.wants_minus || to_.wants_plus || to_.is_roman ||
        to_.multiplied || to_.sign != number_pattern::place::none)
      throw error(errc::syntax_error, "\"EEEE\" is incompatible with other formats")
          .detail("\"EEEE\" may only be used together with digit and decimal point patterns.");
    to_.exponent = true;
  }
  void digit(bool zero) {
    if (to_.brackets)
      refuse(zero ? "\"0\" must be ahead of \"PR\"" : "\"9\" must be ahead of \"PR\"");
    if (!zero && to_.multiplied) {
      ++to_.shift;
      return add(number_part::digit);
    }
    if (zero && !to_.zeros && !to_.fraction) {
      to_.zeros = true;
      to_.zeros_from = to_.before + 1;
    }
    ++(to_.fraction ? to_.after : to_.before);
    if (zero) to_.zeros_to = to_.before + to_.after;
    add(zero ? number_part::zero : number_part::digit);
  }
  void anchored_sign() {
    using place = number_pattern::place;
    if (to_.sign != place::none) refuse("cannot use \"S\" twice");
    if (to_.wants_plus || to_.wants_minus || to_.brackets)
      refuse("cannot use \"S\" and \"PL\"/\"MI\"/\"SG\"/\"PR\" together");
    to_.sign = to_.fraction ? place::end : place::front;
    to_.digits_before_sign = to_.before;
  }
  void literal() {
    if (rest_[0] == '"') {
      std::size_t const end = std::min(rest_.find('"', 1), rest_.size());
      to_.items.push_back({number_part::literal, rest_.substr(1, end - 1)});
      rest_.remove_prefix(std::min(end + 1, rest_.size()));
      return;
    }
    to_.items.push_back({number_part::literal, rest_.substr(0, 1)});
    rest_.remove_prefix(1);
  }

  std::string_view rest_, written_;
  number_pattern to_;
};

}  // namespace helios::exec::detail
