// helios/types/types.hpp -- SQL types: what values are, how they read, compare, convert, lie in
// columns.
//
//   physical.hpp        the eight forms of columns
//   data_type.hpp       names, modifiers, the numbers of PostgreSQL
//   enumeration.hpp     definitions and values of CREATE TYPE .. AS ENUM
//   cast_rules.hpp      which type becomes which, and when unasked
//   wide.hpp            powers of ten, 256-bit products
//   decimal.hpp         numeric; decimal_text.hpp, decimal_sum.hpp, decimal_image.hpp beside it
//   calendar.hpp        days and civil dates
//   temporal.hpp        date, time, timestamps, interval
//     temporal_text.hpp, interval_text.hpp          from and to text
//     temporal_arithmetic.hpp                       sums, differences, conversions
//     time_part.hpp, temporal_parts.hpp, date_trunc.hpp    extract, date_part, date_trunc
//   number_text.hpp     booleans, integers and floats in text
//   float_order.hpp     the total order of floats; float_sum.hpp, their sums
//   uuid.hpp, bytea.hpp, text.hpp
//   json_reader.hpp     JSON piece by piece; json_text.hpp: its one form; jsonb.hpp: its order;
//                       json.hpp: a document of the program
//   value.hpp           one value of any type; value_text.hpp, cast.hpp beside it
//   array_view.hpp      an array where it lies; array.hpp, array_text.hpp beside it
//   vector_view.hpp     a vector where it lies; vector.hpp beside it
//   value_image.hpp     values as columns hold them
//   order_key.hpp       rows of values as byte strings that memcmp orders
//   text_in.hpp, text_out.hpp    what parsers and printers share
#pragma once

#include <helios/types/array.hpp>
#include <helios/types/array_text.hpp>
#include <helios/types/array_view.hpp>
#include <helios/types/bytea.hpp>
#include <helios/types/calendar.hpp>
#include <helios/types/cast.hpp>
#include <helios/types/cast_rules.hpp>
#include <helios/types/data_type.hpp>
#include <helios/types/date_trunc.hpp>
#include <helios/types/decimal.hpp>
#include <helios/types/decimal_image.hpp>
#include <helios/types/decimal_sum.hpp>
#include <helios/types/decimal_text.hpp>
#include <helios/types/enumeration.hpp>
#include <helios/types/float_order.hpp>
#include <helios/types/float_sum.hpp>
#include <helios/types/interval_text.hpp>
#include <helios/types/json.hpp>
#include <helios/types/json_reader.hpp>
#include <helios/types/json_text.hpp>
#include <helios/types/jsonb.hpp>
#include <helios/types/number_text.hpp>
#include <helios/types/order_key.hpp>
#include <helios/types/physical.hpp>
#include <helios/types/temporal.hpp>
#include <helios/types/temporal_arithmetic.hpp>
#include <helios/types/temporal_parts.hpp>
#include <helios/types/temporal_text.hpp>
#include <helios/types/text.hpp>
#include <helios/types/text_in.hpp>
#include <helios/types/text_out.hpp>
#include <helios/types/time_part.hpp>
#include <helios/types/uuid.hpp>
#include <helios/types/value.hpp>
#include <helios/types/value_image.hpp>
#include <helios/types/value_text.hpp>
#include <helios/types/vector.hpp>
#include <helios/types/vector_view.hpp>
#include <helios/types/wide.hpp>
