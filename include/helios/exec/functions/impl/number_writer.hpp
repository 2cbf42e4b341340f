// helios/exec/functions/impl/number_writer.hpp -- to_char of numbers: digits into the places of a
// pattern.
//
// Errors    42601 as impl/number_pattern.hpp says
// Source    the behaviour of PostgreSQL 15, as tests/sql/postgresql/to_char.test has it
#pragma once

#include <helios/exec/functions/impl/number_pattern.hpp>
#include <helios/types/decimal_text.hpp>

#include <array>
#include <cmath>
#include <cstdio>
#include <string>

namespace helios::exec::detail {

/// st, nd, rd, th.
[[nodiscard]] inline std::string_view ordinal_ending(std::string_view number, bool upper) {
  static constexpr std::string_view low[] = {"th", "st", "nd", "rd"};
  static constexpr std::string_view high[] = {"TH", "ST", "ND", "RD"};
  std::size_t const n = number.size();
  auto last = static_cast<std::size_t>(number[n - 1] - '0');
  if (last > 3 || (n > 1 && number[n - 2] == '1')) last = 0;
  return upper ? high[last] : low[last];
}

[[nodiscard]] inline std::string roman_number(std::int64_t n) {
  if (n < 1 || 3999 < n) return std::string(15, '#');
  struct numeral {
    std::int64_t value;
    std::string_view letters;
  };
  static constexpr numeral numerals[] = {
      {1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"},
      {40, "XL"},  {10, "X"},   {9, "IX"},  {5, "V"},    {4, "IV"},  {1, "I"}};
  std::string all;
  for (numeral const& each : numerals)
    for (; n >= each.value; n -= each.value) all += each.letters;
  return all;
}

/// The number as the pattern takes it: digits with as many decimals as wanted, without its sign.
struct written_number {
  bool negative = false;
  std::string digits;
};

/// Digits into the places of a pattern.
class number_writer {
 public:
  number_writer(number_pattern const& pattern, written_number const& number)
      : p_(pattern), number_(number.digits), negative_(number.negative), brackets_(p_.brackets) {
    std::size_t const whole = std::min(number_.find('.'), number_.size());
    int const room = p_.before + p_.shift;
    if (static_cast<int>(whole) > room) {
      number_ = std::string(static_cast<std::size_t>(room), '#') + '.' +
                std::string(static_cast<std::size_t>(p_.after), '#');
    }
    blanks_ = std::max(room - static_cast<int>(whole), 0);
    if (p_.compact && !negative_) brackets_ = false;
    bool const apart = p_.wants_plus || p_.wants_minus;
    sign_written_ =
        apart ? p_.wants_minus : !negative_ && p_.compact && p_.sign == number_pattern::place::none;
    sign_ = p_.sign;
    if (!apart && sign_ == number_pattern::place::front && p_.before == p_.digits_before_sign)
      sign_ = number_pattern::place::end;
    last_ = number_.size();
    if (p_.compact && p_.fraction) find_last_digit();
    places_ = p_.after + room - 1 + (!sign_written_ && blanks_ == 0 ? 1 : 0) +
              (blanks_ != 0 ? 1 : 0) + (p_.fraction ? 1 : 0);
  }

  [[nodiscard]] std::string write(std::string_view roman) {
    for (number_pattern::item const& each : p_.items) {
      item(each, roman);
      if (exhausted_) break;
    }
    return std::move(out_);
  }

 private:
  /// FM: zeros at the end of the fraction are left out, but for those that 0 wants.
  void find_last_digit() {
    std::size_t const point = number_.find('.');
    if (point == std::string::npos) return;
    trims_ = true;
    last_ = std::max(number_.find_last_not_of('0'), point);
    if (p_.zeros_to > blanks_) {
      auto const wanted = static_cast<std::size_t>(p_.zeros_to - blanks_);
      last_ = std::max(last_, std::min(number_.size() - 1, wanted));
    }
  }
  [[nodiscard]] bool ends_at_point() const { return trims_ && number_[last_] == '.'; }
  /// The 0 of 0.5 where no 0 is asked for.
  [[nodiscard]] bool at_lonely_zero() const {
    return !p_.zeros && at_ == 0 && !number_.empty() && number_[0] == '0' && p_.after != 0;
  }

  void item(number_pattern::item const& each, std::string_view roman) {
    switch (each.what) {
      case number_part::digit:
      case number_part::zero:
      case number_part::point:
        if (!p_.is_roman) place(each.what == number_part::zero);
        return;
      case number_part::comma:
        if (!in_number_ && p_.compact) return;
        out_ += in_number_ ? ',' : ' ';
        return;
      case number_part::currency: out_ += ' '; return;
      case number_part::roman: {
        std::string word(roman);
        if (each.written[0] == 'r')
          for (char& c : word) c = types::detail::to_lower(c);
        if (!p_.compact && word.size() < 15) word.insert(0, 15 - word.size(), ' ');
        out_ += word;
        return;
      }
      case number_part::ordinal:
        if (p_.is_roman || number_[0] == '#' || negative_ || p_.fraction) return;
        out_ += ordinal_ending(number_, each.written[0] == 'T');
        return;
      case number_part::minus:
        if (!negative_ && p_.compact) return;
        out_ += negative_ ? '-' : ' ';
        return;
      case number_part::plus:
        if (negative_ && p_.compact) return;
        out_ += negative_ ? ' ' : '+';
        return;
      case number_part::sign: out_ += negative_ ? '-' : '+'; return;
      case number_part::literal: out_ += each.written; return;
    }
    HELIOS_UNREACHABLE();
  }

  void put_sign() {
    if (sign_ == number_pattern::place::end) return;
    sign_written_ = true;
    if (sign_ == number_pattern::place::front) {
      out_ += negative_ ? '-' : '+';
    } else if (brackets_) {
      out_ += negative_ ? '<' : ' ';
    } else if (negative_ || !p_.compact) {
      out_ += negative_ ? '-' : ' ';
    }
  }

  /// A digit or the point.
  void place(bool zero) {
    in_number_ = false;
    bool const zeros_begin = p_.zeros && p_.zeros_from - 1 == place_;
    if (!sign_written_ && (place_ >= blanks_ || zeros_begin) &&
        (!at_lonely_zero() || ends_at_point()))
      put_sign();
    if (place_ < blanks_) {
      if (p_.zeros && p_.zeros_from - 1 <= place_) {
        out_ += '0';
        in_number_ = true;
      } else if (!p_.compact) {
        out_ += ' ';
      }
    } else {
      figure(zero);
      if (at_ < number_.size()) ++at_;
    }
    int const end = trims_ && last_ == at_ ? place_ : places_;
    if (place_ + 1 == end) put_ending();
    ++place_;
  }
  void figure(bool zero) {
    if (at_ < number_.size() && number_[at_] == '.') {
      out_ += '.';
    } else if (trims_ && at_ > last_ && !zero) {
      return;
    } else if (at_lonely_zero()) {
      if (!p_.compact)
        out_ += ' ';
      else if (ends_at_point())
        out_ += '0';
    } else if (at_ < number_.size()) {
      out_ += number_[at_];
      in_number_ = true;
    } else {
      exhausted_ = true;
    }
  }
  void put_ending() {
    if (sign_written_ && brackets_) {
      out_ += negative_ ? '>' : ' ';
    } else if (sign_ == number_pattern::place::end) {
      out_ += negative_ ? '-' : '+';
    }
  }

  number_pattern const& p_;
  std::string number_, out_;
  bool negative_, brackets_, sign_written_ = false, in_number_ = false, trims_ = false;
  bool exhausted_ =
      false;  // NaN, or a double that has fewer digits than the pattern: it ends there
  number_pattern::place sign_ = number_pattern::place::none;
  int blanks_ = 0, place_ = 0, places_ = 0;
  std::size_t at_ = 0, last_ = 0;  // in number_
};

/// 1.50e+03 of a decimal. As in PostgreSQL, what rounds up to ten stays ten: 10.0e+04.
[[nodiscard]] inline std::string scientific(types::decimal v, int decimals) {
  types::decimal const digits = types::to_decimal(types::abs(v).mantissa());
  int const behind_first = static_cast<int>(types::to_text(digits).size()) - 1;
  int const kept = std::min(decimals - behind_first, 0);
  std::string text = types::to_text(types::round(digits, kept));
  std::size_t const whole = text.size() - static_cast<std::size_t>(behind_first);
  text.resize(whole + static_cast<std::size_t>(decimals), '0');
  if (decimals != 0) text.insert(whole, 1, '.');
  int const exponent = v.zero() ? 0 : behind_first - v.scale();
  char tail[16];
  std::snprintf(tail, sizeof tail, "e%c%02d", exponent < 0 ? '-' : '+', std::abs(exponent));
  return (v.negative() ? "-" : " ") + text + tail;
}

[[nodiscard]] inline std::string all_hashes(number_pattern const& p) {
  return ' ' + std::string(static_cast<std::size_t>(p.before), '#') + '.' +
         std::string(static_cast<std::size_t>(p.after) + 4, '#');
}

[[nodiscard]] inline std::string number_text(types::decimal v, std::string_view pattern) {
  number_pattern const p = number_pattern_reader(pattern).read();
  if (p.exponent) return scientific(v, p.after);
  if (p.is_roman) {
    types::decimal const whole = types::round(v);
    bool const fits = whole < types::decimal(std::int64_t{4000}) && !whole.negative();
    return number_writer(p, {}).write(roman_number(fits ? types::to_int64(whole) : 0));
  }
  for (int i = 0; i != p.shift; ++i) v = v * types::decimal(std::int64_t{10});
  types::decimal const rounded = types::round(v, p.after);
  written_number n{rounded.negative(), types::to_text(types::abs(rounded))};
  std::size_t const point = n.digits.find('.');
  std::size_t const has = point == std::string::npos ? 0 : n.digits.size() - point - 1;
  auto const wanted = static_cast<std::size_t>(p.after);
  if (has == 0 && wanted != 0) n.digits += '.';
  n.digits.append(wanted - std::min(wanted, has), '0');
  return number_writer(p, n).write({});
}

/// Of a real or a double, of which `precise` digits count.
[[nodiscard]] inline std::string number_text(double v, int precise, std::string_view pattern) {
  number_pattern p = number_pattern_reader(pattern).read();
  std::array<char, 400> text;  // the largest double has 309 digits
  auto const print = [&](int decimals, double of) {
    int const n = std::snprintf(text.data(), text.size(), "%.*f", decimals, of);
    return std::string(text.data(), static_cast<std::size_t>(n));
  };
  if (p.exponent) {
    if (!std::isfinite(v)) return all_hashes(p);
    std::snprintf(text.data(), text.size(), "%+.*e", p.after, v);
    if (text[0] == '+') text[0] = ' ';
    return text.data();
  }
  if (p.is_roman) {
    double const whole = std::rint(v);
    auto const n = 0 < whole && whole < 4000 ? static_cast<std::int64_t>(whole) : 0;
    return number_writer(p, {}).write(roman_number(n));
  }
  if (std::isnan(v)) return number_writer(p, {false, "NaN"}).write({});
  if (std::isinf(v)) return number_writer(p, {v < 0, "Infinity"}).write({});
  v *= std::pow(10.0, p.shift);
  int const whole = static_cast<int>(print(0, std::fabs(v)).size());
  p.after = std::clamp(precise - whole, 0, p.after);
  std::string digits = print(p.after, v);
  bool const negative = digits[0] == '-';
  return number_writer(p, {negative, digits.substr(negative ? 1 : 0)}).write({});
}

}  // namespace helios::exec::detail
