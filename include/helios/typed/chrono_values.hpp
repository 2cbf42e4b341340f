// helios/typed/chrono_values.hpp -- calendar dates, times of day and durations as SQL values.
//
// Shape     year_month_day    date
//           hh_mm_ss<D>       time
//           duration<N, P>    interval; months and years, whose lengths differ, are none of these
// Errors    22008 no such day or time; an interval with months, or a date that is infinite, read as
//           what has no value for it; a duration that is none in microseconds
#pragma once

#include <helios/typed/column_type.hpp>

#include <chrono>

namespace helios {

namespace typed::detail {

/// Some number of them is a second, or is made of seconds within a week.
template <class Period>
concept fixed_span = std::ratio_less_equal_v<Period, std::chrono::weeks::period>;

[[nodiscard]] HELIOS_DECL types::interval to_interval(std::int64_t count, std::intmax_t numerator,
                                                      std::intmax_t denominator);
/// Microseconds.
[[nodiscard]] HELIOS_DECL std::int64_t to_span(types::interval of);
[[nodiscard]] HELIOS_DECL types::time_of_day to_time(std::int64_t microseconds);
[[noreturn]] HELIOS_DECL void refuse_day();

}  // namespace typed::detail

template <>
struct column_as<std::chrono::year_month_day> {
  static constexpr types::data_type type = types::type_id::date;
};
template <>
struct conversion<std::chrono::year_month_day> {
  template <class Field>
  [[nodiscard]] static std::chrono::year_month_day read(Field const& from) {
    return from.template as<std::chrono::sys_days>();
  }
  [[nodiscard]] static types::value write(std::chrono::year_month_day v) {
    if (!v.ok()) typed::detail::refuse_day();
    return to_value(std::chrono::sys_days(v));
  }
};

template <class D>
struct column_as<std::chrono::hh_mm_ss<D>> {
  static constexpr types::data_type type = types::type_id::time;
};
template <class D>
struct conversion<std::chrono::hh_mm_ss<D>> {
  using time = std::chrono::hh_mm_ss<D>;
  template <class Field>
  [[nodiscard]] static time read(Field const& from) {
    std::chrono::microseconds const at(from.template as<types::time_of_day>().count);
    return time(std::chrono::floor<D>(at));
  }
  [[nodiscard]] static types::value write(time const& v) {
    auto const at = std::chrono::floor<std::chrono::microseconds>(v.to_duration());
    return types::value(typed::detail::to_time(at.count()));
  }
};

template <std::integral N, typed::detail::fixed_span P>
struct column_as<std::chrono::duration<N, P>> {
  static constexpr types::data_type type = types::type_id::interval;
};
template <std::integral N, typed::detail::fixed_span P>
struct conversion<std::chrono::duration<N, P>> {
  using span = std::chrono::duration<N, P>;
  template <class Field>
  [[nodiscard]] static span read(Field const& from) {
    std::chrono::microseconds const all(
        typed::detail::to_span(from.template as<types::interval>()));
    return std::chrono::floor<span>(all);
  }
  [[nodiscard]] static types::value write(span v) {
    return types::value(
        typed::detail::to_interval(static_cast<std::int64_t>(v.count()), P::num, P::den));
  }
};

}  // namespace helios

#if HELIOS_HEADER_ONLY
#include <helios/typed/impl/chrono_values.ipp>
#endif
