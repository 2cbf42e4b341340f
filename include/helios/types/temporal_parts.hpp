// helios/types/temporal_parts.hpp -- extract, date_part and date_trunc: the fields of moments and intervals.
//
// Shape     field names as PostgreSQL takes them, in any case: year years y, month mon, ... isodow, epoch
//           extract gives numeric with PostgreSQL's scale; date_part the same as a double.
//           An infinite moment has infinite year, century, epoch, ... and no month, day, hour (NULL).
// Errors    22023 `unit "x" not recognized for type timestamp without time zone`; 0A000 a unit that the type
//           does not have; 22003 extract of an infinity, which no numeric can hold
#pragma once

#include <helios/config.hpp>
#include <helios/types/decimal.hpp>
#include <helios/types/temporal.hpp>

#include <optional>
#include <string_view>

namespace helios::types {

enum class time_part : std::uint8_t {
  microseconds, milliseconds, second, minute, hour, day, week, month, quarter, year, decade, century, millennium,
  day_of_week, iso_day_of_week, day_of_year, iso_year, julian, epoch, timezone, timezone_hour, timezone_minute,
};

/// Nothing: no such unit.
[[nodiscard]] HELIOS_DECL std::optional<time_part> find_time_part(std::string_view name) noexcept;

[[nodiscard]] HELIOS_DECL std::optional<decimal> extract(std::string_view unit, date d);
[[nodiscard]] HELIOS_DECL std::optional<decimal> extract(std::string_view unit, timestamp t);
[[nodiscard]] HELIOS_DECL std::optional<decimal> extract(std::string_view unit, timestamp_tz t,
                                                         time_context const& context = {});
[[nodiscard]] HELIOS_DECL std::optional<decimal> extract(std::string_view unit, time_of_day t);
[[nodiscard]] HELIOS_DECL std::optional<decimal> extract(std::string_view unit, interval v);

[[nodiscard]] HELIOS_DECL std::optional<double> date_part(std::string_view unit, date d);
[[nodiscard]] HELIOS_DECL std::optional<double> date_part(std::string_view unit, timestamp t);
[[nodiscard]] HELIOS_DECL std::optional<double> date_part(std::string_view unit, timestamp_tz t,
                                                          time_context const& context = {});
[[nodiscard]] HELIOS_DECL std::optional<double> date_part(std::string_view unit, time_of_day t);
[[nodiscard]] HELIOS_DECL std::optional<double> date_part(std::string_view unit, interval v);

/// The start of the unit that holds t.
[[nodiscard]] HELIOS_DECL timestamp date_trunc(std::string_view unit, timestamp t);
[[nodiscard]] HELIOS_DECL timestamp_tz date_trunc(std::string_view unit, timestamp_tz t, time_context const& context = {});
[[nodiscard]] HELIOS_DECL interval date_trunc(std::string_view unit, interval v);

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/temporal_parts.ipp>
#endif
