// helios/types/temporal_text.hpp -- dates, times and timestamps from and to text.
//
// Shape     out  2025-01-15 | 12:00:00.5 | 2025-01-15 12:00:00.5 | 2025-01-15 12:00:00.5+05:30,
//                ` BC` behind; infinity, -infinity: PostgreSQL's ISO style
//           in   ISO 8601 and what PostgreSQL reads with DateStyle ISO, MDY: 20250115, 1/15/2025,
//                15 Jan 2025, 2025.015, J2460691, 04:05 PM, T040506, Z, +02, -05:30, EST, BC,
//                epoch, infinity, allballs, and with a clock now, today, tomorrow, yesterday
//           Zones are offsets and some 40 abbreviations; names such as Europe/Paris are 22023.
// Errors    22007 not of the form; 22008 a field or the result out of range; 22009 an offset of 16
//           h or more
// Cost      no allocation
#pragma once

#include <helios/config.hpp>
#include <helios/types/temporal.hpp>
#include <helios/types/text_out.hpp>

#include <optional>
#include <string_view>

namespace helios::types {

[[nodiscard]] HELIOS_DECL date parse_date(std::string_view text, time_context const& context = {});
[[nodiscard]] HELIOS_DECL time_of_day parse_time(std::string_view text,
                                                 time_context const& context = {});
/// A zone in the text is read and ignored, as in PostgreSQL.
[[nodiscard]] HELIOS_DECL timestamp parse_timestamp(std::string_view text,
                                                    time_context const& context = {});
[[nodiscard]] HELIOS_DECL timestamp_tz parse_timestamp_tz(std::string_view text,
                                                          time_context const& context = {});

HELIOS_DECL char* print(date d, char* out) noexcept;
HELIOS_DECL char* print(time_of_day t, char* out) noexcept;
HELIOS_DECL char* print(timestamp t, char* out) noexcept;
/// On the clock that is `utc_offset` seconds east of Greenwich.
HELIOS_DECL char* print(timestamp_tz t, char* out, std::int32_t utc_offset = 0) noexcept;

/// Seconds east of Greenwich of an abbreviation in lower case: "utc", "est"; nothing if it is none
/// of ours.
[[nodiscard]] HELIOS_DECL std::optional<std::int32_t> zone_offset(
    std::string_view abbreviation) noexcept;

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/temporal_parse.ipp>
#include <helios/types/impl/temporal_print.ipp>
#endif
