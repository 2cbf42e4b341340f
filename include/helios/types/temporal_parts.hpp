// helios/types/temporal_parts.hpp -- extract, date_part, date_trunc: parts of moments and
// intervals.
//
// Shape     extract gives numeric with PostgreSQL's scale; date_part the same as a double.
//           An infinite moment has infinite years and epoch, and NULL for months and hours.
// Errors    22023 `unit "x" not recognized for type timestamp without time zone`; 0A000 a unit that
//           the type does not have; 22003 extract of an infinity, which no numeric can hold
#pragma once

#include <helios/config.hpp>
#include <helios/types/decimal.hpp>
#include <helios/types/temporal.hpp>

#include <optional>
#include <string_view>

namespace helios::types {

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

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/temporal_parts.ipp>
#endif
