// helios/types/impl/temporal_fields.hpp -- the scan: text to date, time and zone fields, unjudged.
#pragma once

#include <helios/base/error.hpp>
#include <helios/types/temporal.hpp>
#include <helios/types/text_in.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

namespace helios::types::detail {

enum class instant_word : std::uint8_t { none, infinity, minus_infinity, epoch, now };
enum class day_word : std::uint8_t { none, yesterday, today, tomorrow };
enum class day_half : std::uint8_t { none, am, pm };

struct datetime_fields {
  std::optional<std::int64_t> year, month, day, ordinal, julian;
  int year_digits = 0;
  std::int64_t hour = 0, minute = 0, second = 0, microsecond = 0;
  std::optional<std::int32_t> zone;  // seconds east
  instant_word word = instant_word::none;
  enum day_word day_word = day_word::none;
  day_half half = day_half::none;
  bool has_time = false, before_christ = false;

  [[nodiscard]] bool has_date() const noexcept {
    return julian || day_word != day_word::none || (year && (ordinal || (month && day)));
  }
};

/// The text with the names its errors use.
struct datetime_source {
  std::string_view text, type, range_type;
  time_context const& context;

  [[noreturn]] void fail_format() const {
    throw error(
        errc::invalid_datetime_format,
        "invalid input syntax for type " + std::string(type) + ": \"" + std::string(text) + '"');
  }
  [[noreturn]] void fail_field() const { throw field_error(); }
  [[noreturn]] void fail_month_or_day() const {
    throw field_error().hint("Perhaps you need a different \"datestyle\" setting.");
  }
  [[noreturn]] void fail_range() const {
    throw error(errc::datetime_field_overflow,
                std::string(range_type) + " out of range: \"" + std::string(text) + '"');
  }
  [[noreturn]] void fail_zone() const {
    throw error(errc::invalid_time_zone_displacement,
                "time zone displacement out of range: \"" + std::string(text) + '"');
  }

 private:
  [[nodiscard]] error field_error() const {
    return {errc::datetime_field_overflow,
            "date/time field value out of range: \"" + std::string(text) + '"'};
  }
};

struct zone_abbreviation {
  std::string_view name;
  std::int32_t minutes;
};
inline constexpr zone_abbreviation zone_abbreviations[] = {
    {"utc", 0},    {"gmt", 0},    {"z", 0},      {"zulu", 0},    {"uct", 0},     {"ut", 0},
    {"wet", 0},    {"west", 60},  {"bst", 60},   {"cet", 60},    {"met", 60},    {"cest", 120},
    {"mest", 120}, {"eet", 120},  {"eest", 180}, {"sast", 120},  {"pkt", 300},   {"hkt", 480},
    {"awst", 480}, {"jst", 540},  {"kst", 540},  {"acst", 570},  {"aest", 600},  {"acdt", 630},
    {"aedt", 660}, {"nzst", 720}, {"nzdt", 780}, {"nst", -210},  {"ndt", -150},  {"ast", -240},
    {"adt", -180}, {"est", -300}, {"edt", -240}, {"cst", -360},  {"cdt", -300},  {"mst", -420},
    {"mdt", -360}, {"pst", -480}, {"pdt", -420}, {"akst", -540}, {"akdt", -480}, {"hst", -600},
};

/// 1 .. 12; 0: no month. Three letters or the whole name, and `sept`.
[[nodiscard]] constexpr int month_of(std::string_view word) noexcept {
  constexpr std::array<std::string_view, 12> names{"january",   "february", "march",    "april",
                                                   "may",       "june",     "july",     "august",
                                                   "september", "october",  "november", "december"};
  if (word == "sept") return 9;
  for (std::size_t i = 0; i != names.size(); ++i)
    if (word == names[i] || word == names[i].substr(0, 3)) return static_cast<int>(i) + 1;
  return 0;
}

[[nodiscard]] constexpr bool is_weekday(std::string_view word) noexcept {
  for (std::string_view const w :
       {"sun", "mon", "tue", "tues", "wed", "weds", "thu", "thur", "thurs", "fri", "sat", "sunday",
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"})
    if (word == w) return true;
  return false;
}

/// Microseconds of the digits behind a point; past six they round as PostgreSQL's doubles do.
[[nodiscard]] inline std::int64_t fraction_of_second(std::string_view digits) {
  if (digits.size() <= 6) {
    std::int64_t v = 0;
    for (std::size_t i = 0; i != 6; ++i) v = v * 10 + (i < digits.size() ? digits[i] - '0' : 0);
    return v;
  }
  char text[40] = "0.";
  std::size_t const kept = std::min<std::size_t>(digits.size(), 30);
  std::copy_n(digits.data(), kept, text + 2);
  double v = 0;
  std::from_chars(text, text + 2 + kept, v);
  return static_cast<std::int64_t>(std::rint(v * 1e6));
}

class datetime_scanner {
 public:
  explicit datetime_scanner(datetime_source const& source) noexcept
      : source_(source), at_(source.text.data()), end_(at_ + source.text.size()) {}

  datetime_fields scan() {
    while (skip_separators()) {
      if (is_digit(*at_)) {
        number();
      } else if (is_alpha(*at_)) {
        word();
      } else if (*at_ == '+' || *at_ == '-') {
        sign();
      } else {
        source_.fail_format();
      }
    }
    place_loose_numbers();
    bool const empty = !f_.has_date() && !f_.has_time && f_.word == instant_word::none;
    bool const mixed =
        f_.word != instant_word::none && (f_.year || f_.month || f_.has_time || f_.zone);
    if (empty || mixed) source_.fail_format();
    return f_;
  }

 private:
  bool skip_separators() noexcept {
    while (at_ != end_ && (is_space(*at_) || *at_ == ',')) ++at_;
    return at_ != end_;
  }
  [[nodiscard]] char peek(std::size_t n = 0) const noexcept {
    return static_cast<std::size_t>(end_ - at_) > n ? at_[n] : '\0';
  }
  /// All parts of a date have been read, placed or not.
  [[nodiscard]] bool date_told() const noexcept {
    return f_.has_date() || (f_.month && loose_count_ == 2);
  }

  std::string_view digits() noexcept {
    char const* const first = at_;
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return {first, static_cast<std::size_t>(at_ - first)};
  }
  /// The digits as a number; longer ones than any field needs become a value that no range admits.
  static std::int64_t number_of(std::string_view digits) noexcept {
    std::int64_t v = 0;
    for (char const c : digits) v = std::min<std::int64_t>(v * 10 + (c - '0'), 1'000'000'000);
    return v;
  }
  std::string_view lower_word() noexcept {
    std::size_t n = 0;
    for (; at_ != end_ && is_alpha(*at_); ++at_)
      if (n != sizeof word_) word_[n++] = to_lower(*at_);
    return {word_, n};
  }

  void number() {
    char const* const first = at_;
    std::string_view const d = digits();
    char const next = peek();
    bool const date_open = !f_.has_date() && !f_.month && loose_count_ == 0;
    if (next == ':') return clock(d);
    if (date_open && !after_t_ && (next == '-' || next == '/' || (next == '.' && dotted_date())))
      return triplet(d, next);
    bool const clock_expected = after_t_ || date_told() || (date_open && source_.type == "time");
    bool const compact_time = (d.size() == 4 || d.size() == 6) && !f_.has_time && clock_expected;
    if (compact_time) return compact_clock(d);
    if (date_open && (d.size() == 8 || d.size() == 6)) {
      std::size_t const y = d.size() - 4;
      set_year(d.substr(0, y));
      f_.month = number_of(d.substr(y, 2));
      f_.day = number_of(d.substr(y + 2));
      return;
    }
    if (loose_count_ == loose_.size() || f_.has_date()) source_.fail_format();
    loose_[loose_count_++] = {first, d.size()};
  }

  /// `15.1.2025` and `2025.015`, but not the seconds of `040506.789`.
  [[nodiscard]] bool dotted_date() const noexcept {
    char const* p = at_ + 1;
    while (p != end_ && is_digit(*p)) ++p;
    return (p != end_ && *p == '.') || p - at_ == 4;
  }

  void set_year(std::string_view d) {
    f_.year = number_of(d);
    f_.year_digits = static_cast<int>(d.size());
  }

  /// Three parts with a separator, the second perhaps a month's name; or a year and the number of
  /// its day.
  void triplet(std::string_view first, char separator) {
    ++at_;
    if (is_alpha(peek())) {
      int const month = month_of(lower_word());
      if (month == 0 || peek() != separator) source_.fail_format();
      ++at_;
      std::string_view const last = digits();
      if (last.empty()) source_.fail_format();
      set_year(first.size() >= 3 ? first : last);
      f_.month = month;
      f_.day = number_of(first.size() >= 3 ? last : first);
      return;
    }
    std::string_view const second = digits();
    if (second.empty()) source_.fail_format();
    if (peek() != separator) {
      if (first.size() < 3 || second.size() != 3 || separator == '/') source_.fail_format();
      set_year(first);
      f_.ordinal = number_of(second);
      return;
    }
    ++at_;
    std::string_view const third = digits();
    if (third.empty()) source_.fail_format();
    bool const year_first = first.size() >= 3;
    set_year(year_first ? first : third);
    f_.month = number_of(year_first ? second : first);
    f_.day = number_of(year_first ? third : second);
  }

  void clock(std::string_view hours) {
    if (f_.has_time) source_.fail_format();
    f_.has_time = true;
    ++at_;
    std::string_view const minutes = digits();
    if (minutes.empty()) source_.fail_format();
    f_.hour = number_of(hours);
    f_.minute = number_of(minutes);
    if (peek() == ':') {
      ++at_;
      std::string_view const seconds = digits();
      if (seconds.empty()) source_.fail_format();
      f_.second = number_of(seconds);
    } else if (peek() == '.') {  // minutes and seconds
      f_.second = f_.minute;
      f_.minute = f_.hour;
      f_.hour = 0;
    }
    fraction();
  }

  void compact_clock(std::string_view d) {
    f_.has_time = true;
    f_.hour = number_of(d.substr(0, 2));
    f_.minute = number_of(d.substr(2, 2));
    f_.second = number_of(d.substr(4));
    if (d.size() == 6) fraction();
  }

  void fraction() {
    if (peek() != '.') return;
    ++at_;
    f_.microsecond = fraction_of_second(digits());
  }

  void word() {
    char const* const first = at_;
    std::string_view const w = lower_word();
    if (w == "t" && is_digit(peek())) {
      after_t_ = true;
    } else if ((w == "j" || w == "julian") && is_digit(peek())) {
      f_.julian = number_of(digits());
    } else if (int const month = month_of(w); month != 0) {
      if (f_.month) source_.fail_format();
      f_.month = month;
    } else if (w == "am" || w == "pm") {
      if (!f_.has_time || f_.half != day_half::none) source_.fail_format();
      f_.half = w == "am" ? day_half::am : day_half::pm;
    } else if (w == "bc" || w == "ad") {
      f_.before_christ = w == "bc";
    } else if (w == "allballs") {
      if (f_.has_time) source_.fail_format();
      f_.has_time = true;
      f_.zone = 0;
    } else if (w == "infinity" || w == "epoch" || w == "now") {
      instant(w == "infinity" ? instant_word::infinity
              : w == "epoch"  ? instant_word::epoch
                              : instant_word::now);
    } else if (w == "today" || w == "tomorrow" || w == "yesterday") {
      if (f_.has_date()) source_.fail_format();
      f_.day_word = w == "today"      ? day_word::today
                    : w == "tomorrow" ? day_word::tomorrow
                                      : day_word::yesterday;
    } else if (!is_weekday(w) && w != "at" && w != "on") {
      zone_word(first, w);
    }
  }

  void instant(instant_word which) {
    if (f_.word != instant_word::none) source_.fail_format();
    if (which == instant_word::now && !source_.context.now.finite()) source_.fail_format();
    f_.word = which;
  }

  void zone_word(char const* first, std::string_view w) {
    if (peek() == '/' || peek() == '_') {
      while (at_ != end_ && !is_space(*at_)) ++at_;
      std::string name(first, at_);
      for (char& c : name) c = to_lower(c);
      throw error(errc::invalid_parameter_value, "time zone \"" + name + "\" not recognized")
          .hint("Use an offset such as +02:00, or an abbreviation such as UTC.");
    }
    if (f_.zone) source_.fail_format();
    for (auto const& z : zone_abbreviations)
      if (z.name == w) return void(f_.zone = z.minutes * 60);
    source_.fail_format();
  }

  void sign() {
    bool const west = *at_++ == '-';
    if (is_alpha(peek()) && f_.month.has_value() == false && lower_word() == "infinity")
      return instant(west ? instant_word::minus_infinity : instant_word::infinity);
    if (!is_digit(peek())) source_.fail_format();
    // Between the parts of Jan-15-2025 it is no sign.
    if (west && !f_.has_time && !date_told() && (f_.month || loose_count_ != 0)) return;
    if (f_.zone || !(f_.has_time || date_told())) source_.fail_format();
    std::string_view const d = digits();
    std::int64_t hour = number_of(d), minute = 0, second = 0;
    if (peek() == ':') {
      ++at_;
      minute = number_of(digits());
      if (peek() == ':') {
        ++at_;
        second = number_of(digits());
      }
    } else if (d.size() > 2) {
      minute = hour % 100;
      hour /= 100;
    }
    if (hour > 15 || minute > 59 || second > 59) source_.fail_zone();
    auto const offset = static_cast<std::int32_t>(hour * 3600 + minute * 60 + second);
    f_.zone = west ? -offset : offset;
  }

  /// Numbers that stood alone: beside a month's name the day and the year; else month, day, year.
  void place_loose_numbers() {
    if (loose_count_ == 0) return;
    if (loose_count_ != (f_.month ? 2U : 3U) || f_.year) source_.fail_format();
    bool const year_first = loose_[0].size() >= 3;
    std::size_t const last = loose_count_ - 1;
    set_year(loose_[year_first ? 0 : last]);
    if (!f_.month) f_.month = number_of(loose_[year_first ? 1 : 0]);
    f_.day = number_of(loose_[year_first ? last : last - 1]);
  }

  datetime_source const& source_;
  char const* at_;
  char const* end_;
  datetime_fields f_;
  std::array<std::string_view, 3> loose_;
  std::size_t loose_count_ = 0;
  bool after_t_ = false;
  char word_[12];
};

[[nodiscard]] inline datetime_fields scan_datetime(datetime_source const& source) {
  return datetime_scanner(source).scan();
}

}  // namespace helios::types::detail
