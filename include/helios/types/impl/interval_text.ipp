// helios/types/impl/interval_text.ipp -- amounts and units, added up field by field.
#pragma once

#include <helios/base/error.hpp>
#include <helios/types/impl/temporal_fields.hpp>
#include <helios/types/impl/time_units.hpp>
#include <helios/types/interval_text.hpp>

#include <limits>

namespace helios::types {

namespace detail {

class interval_scanner {
 public:
  explicit interval_scanner(std::string_view text) noexcept
      : text_(text), at_(text.data()), end_(text.data() + text.size()) {}

  interval scan() {
    skip_spaces();
    if (peek() == 'P' || peek() == 'p') {
      ++at_;
      iso();
    } else {
      verbose();
    }
    if (seen_ == 0) fail_format();
    return total();
  }

 private:
  [[noreturn]] void fail_format() const {
    throw error(errc::invalid_datetime_format,
                "invalid input syntax for type interval: \"" + std::string(text_) + '"');
  }
  [[noreturn]] void fail_field() const {
    throw error(errc::interval_field_overflow,
                "interval field value out of range: \"" + std::string(text_) + '"');
  }

  struct amount {
    std::int64_t whole = 0;
    double fraction = 0;  // with the sign of the whole
    bool negative = false;
  };

  void skip_spaces() noexcept {
    while (at_ != end_ && is_space(*at_)) ++at_;
  }
  [[nodiscard]] char peek(std::size_t n = 0) const noexcept {
    return static_cast<std::size_t>(end_ - at_) > n ? at_[n] : '\0';
  }

  std::int64_t whole_number(bool negative) {
    std::int64_t v = 0;
    for (; is_digit(peek()); ++at_)
      if (__builtin_mul_overflow(v, 10, &v) ||
          __builtin_add_overflow(v, negative ? '0' - *at_ : *at_ - '0', &v))
        fail_field();
    return v;
  }
  double fraction(bool negative) {
    if (peek() != '.') return 0;
    char const* const first = at_++;
    while (is_digit(peek())) ++at_;
    double v = 0;
    if (at_ - first > 1) std::from_chars(first, at_, v);
    return negative ? -v : v;
  }
  amount number() {
    amount a;
    a.negative = peek() == '-';
    if (a.negative || peek() == '+') ++at_;
    if (!is_digit(peek()) && !(peek() == '.' && is_digit(peek(1)))) fail_format();
    a.whole = whole_number(a.negative);
    a.fraction = fraction(a.negative);
    return a;
  }

  void verbose() {
    bool ago = false;
    for (skip_spaces(); at_ != end_; skip_spaces()) {
      if (*at_ == '@') {
        ++at_;
        continue;
      }
      if (is_alpha(*at_)) {
        if (lower_word() != "ago" || seen_ == 0) fail_format();
        ago = true;
        continue;
      }
      amount const a = number();
      if (peek() == ':') {
        if (a.fraction != 0) fail_format();
        clock(a);
      } else if (peek() == '-' && is_digit(peek(1)) && a.fraction == 0) {
        ++at_;
        std::int64_t const months = whole_number(a.negative);
        if (months > 11 || months < -11) fail_field();
        add({a.whole, 0, a.negative}, interval_unit::year);
        add({months, 0, a.negative}, interval_unit::month);
        if (at_ != end_ && !is_space(*at_)) fail_format();  // 2025-01-15 is a date
      } else {
        skip_spaces();
        add(a, unit_behind());
      }
    }
    if (ago) negate();
  }

  std::string_view lower_word() noexcept {
    std::size_t n = 0;
    for (; is_alpha(peek()); ++at_)
      if (n != sizeof word_) word_[n++] = to_lower(*at_);
    return {word_, n};
  }

  /// Without a unit a number counts days before a time of day, seconds at the end.
  interval_unit unit_behind() {
    char const* const before = at_;
    if (is_alpha(peek())) {
      std::string_view const word = lower_word();
      if (auto const unit = unit_of(word)) return *unit;
      if (word != "ago") fail_format();
      at_ = before;
      return interval_unit::second;
    }
    if (at_ == end_) return interval_unit::second;
    char const* p = at_;
    if (*p == '+' || *p == '-') ++p;
    while (p != end_ && is_digit(*p)) ++p;
    if (p == end_ || *p != ':') fail_format();
    return interval_unit::day;
  }

  /// [h]h:mm[:ss[.f]], or mm:ss.f; the sign of the first part is that of all.
  void clock(amount first) {
    once(interval_unit::hour);
    once(interval_unit::minute);
    once_seconds();
    ++at_;
    if (!is_digit(peek())) fail_format();
    std::int64_t hours = first.whole, minutes = whole_number(first.negative), seconds = 0;
    bool const has_seconds = peek() == ':';
    if (has_seconds) {
      ++at_;
      if (!is_digit(peek())) fail_format();
      seconds = whole_number(first.negative);
    } else if (peek() == '.') {
      seconds = minutes;
      minutes = hours;
      hours = 0;
    }
    std::int64_t micro = 0;
    if (peek() == '.') {
      char const* const begin = ++at_;
      while (is_digit(peek())) ++at_;
      micro = fraction_of_second({begin, static_cast<std::size_t>(at_ - begin)});
    }
    auto const size = [](std::int64_t v) { return v < 0 ? -v : v; };
    if (size(minutes) > 59 || size(seconds) > 60) fail_field();
    add_time(hours, microseconds_per_hour);
    add_time(minutes, microseconds_per_minute);
    add_time(seconds, microseconds_per_second);
    add_time(first.negative ? -micro : micro, 1);
  }

  void iso() {
    bool in_time = false;
    while (at_ != end_) {
      if (*at_ == 'T' || *at_ == 't') {
        if (in_time) fail_format();
        in_time = true;
        ++at_;
        if (is_digit(peek()) && peek(1) != '\0' &&
            std::string_view(at_, end_).find(':') != std::string_view::npos) {
          clock(number());
          if (at_ != end_) fail_format();
          return;
        }
        continue;
      }
      amount const a = number();
      if (!in_time && peek() == '-' && is_digit(peek(1)) && seen_ == 0) {
        iso_date(a);
        continue;
      }
      char const designator = to_lower(peek());
      if (at_ != end_) ++at_;
      switch (designator) {
        case 'y': add_iso(a, interval_unit::year, !in_time); break;
        case 'm': add_iso(a, in_time ? interval_unit::minute : interval_unit::month, true); break;
        case 'w': add_iso(a, interval_unit::week, !in_time); break;
        case 'd': add_iso(a, interval_unit::day, !in_time); break;
        case 'h': add_iso(a, interval_unit::hour, in_time); break;
        case 's': add_iso(a, interval_unit::second, in_time); break;
        default: fail_format();
      }
    }
  }
  void add_iso(amount const& a, interval_unit unit, bool in_place) {
    if (!in_place) fail_format();
    add(a, unit);
  }
  void iso_date(amount const& years) {
    add(years, interval_unit::year);
    ++at_;
    add({whole_number(false), 0, false}, interval_unit::month);
    if (peek() != '-') return;
    ++at_;
    if (!is_digit(peek())) fail_format();
    add({whole_number(false), 0, false}, interval_unit::day);
  }

  void once(interval_unit unit) {
    unsigned const bit = 1U << static_cast<unsigned>(unit);
    if ((seen_ & bit) != 0) fail_format();
    seen_ |= bit;
  }
  void once_seconds() {
    once(interval_unit::second);
    once(interval_unit::millisecond);
    once(interval_unit::microsecond);
  }

  void add(amount const& a, interval_unit unit) {
    if (unit == interval_unit::second && a.fraction != 0) {
      once_seconds();
    } else {
      once(unit);
    }
    switch (unit) {
      case interval_unit::microsecond: return add_seconds(a, 1);
      case interval_unit::millisecond: return add_seconds(a, 1000);
      case interval_unit::second: return add_seconds(a, microseconds_per_second);
      case interval_unit::minute: return add_seconds(a, microseconds_per_minute);
      case interval_unit::hour: return add_seconds(a, microseconds_per_hour);
      case interval_unit::day: return add_days(a, 1);
      case interval_unit::week: return add_days(a, 7);
      case interval_unit::month:
        add_to(months_, a.whole, 1);
        return add_days({0, a.fraction, a.negative}, days_per_month);
      case interval_unit::year: return add_years(a, 1);
      case interval_unit::decade: return add_years(a, 10);
      case interval_unit::century: return add_years(a, 100);
      case interval_unit::millennium: return add_years(a, 1000);
    }
    HELIOS_UNREACHABLE();
  }

  // Fractions move down: of years to months, of months to days, of days to the time.
  void add_years(amount const& a, std::int64_t scale) {
    add_to(years_, a.whole, scale);
    add_to(months_,
           static_cast<std::int64_t>(
               std::rint(a.fraction * static_cast<double>(scale) * months_per_year)),
           1);
  }
  void add_days(amount const& a, std::int64_t scale) {
    add_to(days_, a.whole, scale);
    double const scaled = a.fraction * static_cast<double>(scale);
    auto const extra = static_cast<std::int64_t>(scaled);
    add_to(days_, extra, 1);
    add_fraction(scaled - static_cast<double>(extra), microseconds_per_day);
  }
  void add_seconds(amount const& a, std::int64_t scale) {
    add_time(a.whole, scale);
    add_fraction(a.fraction, scale);
  }
  void add_fraction(double fraction, std::int64_t scale) {
    double const scaled = fraction * static_cast<double>(scale);
    auto count = static_cast<std::int64_t>(scaled);
    double const rest = scaled - static_cast<double>(count);
    add_time(count + (rest > 0.5 ? 1 : rest < -0.5 ? -1 : 0), 1);
  }
  void add_time(std::int64_t v, std::int64_t scale) {
    if (__builtin_mul_overflow(v, scale, &v) || __builtin_add_overflow(time_, v, &time_))
      fail_field();
  }
  void add_to(std::int32_t& field, std::int64_t v, std::int64_t scale) {
    if (__builtin_mul_overflow(v, scale, &v) || __builtin_add_overflow(field, v, &field))
      fail_field();
  }

  void negate() {
    constexpr auto least = std::numeric_limits<std::int32_t>::min();
    if (years_ == least || months_ == least || days_ == least ||
        time_ == std::numeric_limits<std::int64_t>::min())
      fail_field();
    years_ = -years_;
    months_ = -months_;
    days_ = -days_;
    time_ = -time_;
  }

  [[nodiscard]] interval total() const {
    std::int32_t months = 0;
    if (__builtin_add_overflow(std::int64_t{years_} * months_per_year, months_, &months))
      throw error(errc::datetime_field_overflow, "interval out of range");
    return {time_, days_, months};
  }

  std::string_view text_;
  char const* at_;
  char const* end_;
  std::int64_t time_ = 0;
  std::int32_t years_ = 0, months_ = 0, days_ = 0;
  unsigned seen_ = 0;
  char word_[16];
};

}  // namespace detail

interval parse_interval(std::string_view text) { return detail::interval_scanner(text).scan(); }

char* print(interval v, char* out) noexcept {
  using namespace detail;
  bool first = true, negative_before = false;
  auto const put_part = [&](std::int64_t n, std::string_view unit) {
    if (n == 0) return;
    if (!first) *out++ = ' ';
    if (n < 0)
      *out++ = '-';
    else if (negative_before)
      *out++ = '+';
    out = put(put_number(out, static_cast<std::uint64_t>(n < 0 ? -n : n)), unit);
    if (n != 1) *out++ = 's';
    negative_before = n < 0;
    first = false;
  };
  put_part(v.months / months_per_year, " year");
  put_part(v.months % months_per_year, " mon");
  put_part(v.days, " day");
  if (v.microseconds == 0 && !first) return out;

  if (!first) *out++ = ' ';
  if (v.microseconds < 0)
    *out++ = '-';
  else if (negative_before)
    *out++ = '+';
  std::uint64_t const size = v.microseconds < 0 ? 0 - static_cast<std::uint64_t>(v.microseconds)
                                                : static_cast<std::uint64_t>(v.microseconds);
  std::uint64_t const seconds = size / microseconds_per_second;
  out = put_number(out, seconds / 3600, 2);
  *out++ = ':';
  out = put_two(out, static_cast<unsigned>(seconds / 60 % 60));
  *out++ = ':';
  out = put_two(out, static_cast<unsigned>(seconds % 60));
  return put_fraction(out, static_cast<unsigned>(size % microseconds_per_second));
}

}  // namespace helios::types
