// helios/types/interval_text.hpp -- intervals from and to text.
//
// Shape     out  1 year 2 mons -3 days +04:05:06.7: PostgreSQL's style `postgres`
//           in   that; units long, short and attached (2h, 1 wk, 3 centuries); 1-2 (years-months);
//                3 04:05 (days and a time); 4.5 (seconds); P1Y2M3DT4H5M6S, P0001-02-03T04:05:06;
//                `ago` behind
// Errors    22007 not of the form; 22015 a field out of range; 22008 the whole out of range
// Cost      no allocation
#pragma once

#include <helios/config.hpp>
#include <helios/types/temporal.hpp>
#include <helios/types/text_out.hpp>

#include <string_view>

namespace helios::types {

[[nodiscard]] HELIOS_DECL interval parse_interval(std::string_view text);
HELIOS_DECL char* print(interval v, char* out) noexcept;

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/interval_text.ipp>
#endif
