// helios/sql/impl/bind/interval_literal.hpp -- INTERVAL '3' MONTH, INTERVAL '1:30' HOUR TO MINUTE:
// a text read as some fields of an interval.
//
// Shape     fields are bits of ast::data_type; a bare number counts the smallest, and what is
//           smaller than that is cut off; larger fields stay, as in PostgreSQL
// Errors    those of types/interval_text.hpp
#pragma once

#include <helios/sql/ast/node.hpp>
#include <helios/types/interval_text.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace helios::sql::binding::detail {

struct interval_field {
  std::uint8_t bit;
  std::string_view unit;
  std::int64_t microseconds;  // of a field of time; 0: of the calendar
};
/// The smallest first.
inline constexpr std::array<interval_field, 6> interval_fields{
    {{ast::data_type::second, " second", 1},
     {ast::data_type::minute, " minute", types::microseconds_per_minute},
     {ast::data_type::hour, " hour", types::microseconds_per_hour},
     {ast::data_type::day, " day", 0},
     {ast::data_type::month, " month", 0},
     {ast::data_type::year, " year", 0}}};

/// Requires at least one field.
[[nodiscard]] inline types::interval read_interval(std::string_view text, std::uint8_t fields) {
  std::size_t last = 0;
  while ((fields & interval_fields[last].bit) == 0) ++last;
  interval_field const& smallest = interval_fields[last];
  bool const bare = text.find_first_not_of("+-.0123456789 ") == std::string_view::npos &&
                    text.find('-', 1) == std::string_view::npos;
  std::string whole(text);
  if (bare) whole += smallest.unit;
  // 10:20 are minutes and seconds only where nothing else is asked for.
  bool const clock = text.find_first_not_of(".:0123456789") == std::string_view::npos;
  if (fields == (ast::data_type::minute | ast::data_type::second) && clock &&
      std::count(text.begin(), text.end(), ':') == 1)
    whole.insert(0, "0:");
  types::interval v = types::parse_interval(whole);
  if (smallest.microseconds != 0) {
    v.microseconds -= v.microseconds % smallest.microseconds;
    return v;
  }
  v.microseconds = 0;
  if (smallest.bit != ast::data_type::day) v.days = 0;
  if (smallest.bit == ast::data_type::year) v.months -= v.months % types::months_per_year;
  return v;
}

}  // namespace helios::sql::binding::detail
