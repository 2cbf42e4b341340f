// helios/types/data_type.hpp -- SQL types: names, modifiers, numbers in PostgreSQL, physical forms.
//
// Shape     a data_type is 8 bytes: a type_id and its modifiers, numeric(10,2), timestamp(3)
//
//             id           PostgreSQL's name            also                        physical
//             boolean      boolean                      bool                        boolean
//             int2         smallint                     int2                        int16
//             int4         integer                      int int4                    int32
//             int8         bigint                       int8                        int64
//             float4       real                         float4 float(1..24)         float32
//             float8       double precision             float8 float double         float64
//             numeric      numeric(p,s)                 decimal dec                 int128
//             numeric      numeric                      decimal dec                 bytes
//             text         text                         string                      bytes
//             varchar      character varying(n)         varchar, char varying       bytes
//             bpchar       character(n)                 char nchar bpchar           bytes
//             bytea        bytea                        blob                        bytes
//             date         date                                                     int32
//             time         time without time zone       time                        int64
//             timestamp    timestamp without time zone  timestamp datetime          int64
//             timestamptz  timestamp with time zone     timestamptz                 int64
//             interval     interval                                                 int128
//             uuid         uuid                                                     int128
//             enumeration  that of CREATE TYPE                                      int32
//             json         json                                                     bytes
//             jsonb        jsonb                                                    bytes
//             array        integer[], numeric(10,2)[]   integer array               bytes
//             vector       vector(n)                                                bytes
//
//           An array has the modifiers of its elements; however many dimensions are written, it has
//           one.
// Errors    42704 no such type; 22023 a modifier out of range; 42601 a modifier the type does not
//           take; 0A000 time with time zone and restricted intervals
#pragma once

#include <helios/config.hpp>
#include <helios/types/enumeration.hpp>
#include <helios/types/physical.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace helios::types {

/// The numbers are part of the file format: new types are appended.
enum class type_id : std::uint8_t {
  unknown,  // a literal or NULL whose type is still to be found; never a column's type
  boolean,
  int2,
  int4,
  int8,
  float4,
  float8,
  numeric,
  text,
  varchar,
  bpchar,
  bytea,
  date,
  time,
  timestamp,
  timestamptz,
  interval,
  uuid,
  enumeration,  // which one, the precision says: types/enumeration.hpp
  json,         // the text as it was given
  jsonb,        // its canonical form: types/json_text.hpp
  array,        // of what, data_type::element says: types/array.hpp
  vector,       // of single-precision numbers: types/vector_view.hpp
};
inline constexpr int type_count = static_cast<int>(type_id::vector) + 1;

/// PostgreSQL's classes: an overload is chosen by them when several functions would do.
enum class type_category : char {
  boolean = 'B',
  numeric = 'N',
  string = 'S',
  date_time = 'D',
  time_span = 'T',
  enumeration = 'E',
  array = 'A',
  user = 'U',
  unknown = 'X',
};

struct data_type {
  type_id id = type_id::unknown;
  std::int8_t scale = 0;  ///< numeric only, -38 .. 38; 0 elsewhere
  /// Of an array, what its elements are; unknown elsewhere, and where any array is meant.
  type_id element = type_id::unknown;
  /// Digits of numeric, characters of varchar and bpchar, decimals of seconds, dimensions of a
  /// vector, number of an enumeration's definition; -1: none given.
  std::int32_t precision = -1;

  constexpr data_type() noexcept = default;
  /// A type without modifiers, which is why it converts by itself.
  constexpr data_type(type_id t) noexcept : id(t) {}  // NOLINT(google-explicit-constructor)
  constexpr data_type(type_id t, std::int32_t p, int s = 0) noexcept
      : id(t), scale(static_cast<std::int8_t>(s)), precision(p) {}

  [[nodiscard]] constexpr bool constrained() const noexcept { return precision >= 0; }
  friend constexpr bool operator==(data_type, data_type) noexcept = default;
};
static_assert(sizeof(data_type) == 8);

[[nodiscard]] constexpr bool is_json(type_id t) noexcept {
  return t == type_id::json || t == type_id::jsonb;
}

[[nodiscard]] HELIOS_DECL physical_type physical(data_type t) noexcept;
[[nodiscard]] HELIOS_DECL type_category category(type_id t) noexcept;
/// The type of its category that wins when nothing else decides.
[[nodiscard]] HELIOS_DECL bool is_preferred(type_id t) noexcept;
/// "integer", "timestamp with time zone".
[[nodiscard]] HELIOS_DECL std::string_view name(type_id t) noexcept;
/// The same without modifiers: "numeric"; of an enumeration, what CREATE TYPE called it.
[[nodiscard]] HELIOS_DECL std::string name(data_type t);

/// The type of arrays of these elements.  Requires no array.
[[nodiscard]] constexpr data_type array_of(data_type element) noexcept {
  HELIOS_EXPECTS(element.id != type_id::array);
  data_type t = element;
  t.id = type_id::array;
  t.element = element.id;
  return t;
}
/// The type of an array's elements, with their modifiers.
[[nodiscard]] constexpr data_type element_of(data_type array) noexcept {
  HELIOS_EXPECTS(array.id == type_id::array);
  return {array.element, array.precision, array.scale};
}
/// The type itself, or of an array what its elements are.
[[nodiscard]] constexpr type_id innermost(data_type t) noexcept {
  return t.id == type_id::array ? t.element : t.id;
}
/// SQL compares values of the type: =, ORDER BY, GROUP BY, indexes.
[[nodiscard]] constexpr bool has_order(data_type t) noexcept {
  return innermost(t) != type_id::json;
}

inline constexpr std::int32_t most_dimensions = 16'000;  // of a vector: pgvector's limit

/// numeric of numeric(10,2). An enumeration stays the one it is.
[[nodiscard]] constexpr data_type without_modifiers(data_type t) noexcept {
  if (innermost(t) == type_id::enumeration) return t;
  return t.id == type_id::array ? array_of(t.element) : data_type(t.id);
}

/// The type of an enumeration's values.
[[nodiscard]] inline data_type enumeration_type(enumeration definition) {
  return {type_id::enumeration, number_of(std::move(definition))};
}
/// Requires a type that enumeration_type() made, or an array of it.
[[nodiscard]] inline enumeration const& definition_of(data_type t) noexcept {
  HELIOS_EXPECTS(innermost(t) == type_id::enumeration);
  return definition_of(t.precision);
}
/// Both are enumerations, and the same one, perhaps at two moments. An enumeration without a
/// definition is the same as any.
[[nodiscard]] inline bool same_enumeration(data_type a, data_type b) noexcept {
  if (a.id != type_id::enumeration || b.id != type_id::enumeration) return false;
  return a.precision == b.precision || !a.constrained() || !b.constrained() ||
         definition_of(a).identity == definition_of(b).identity;
}

/// Both are arrays, whose elements are of one type but for modifiers.
[[nodiscard]] inline bool same_array(data_type a, data_type b) noexcept {
  if (a.id != type_id::array || b.id != type_id::array || a.element != b.element) return false;
  return a.element != type_id::enumeration || same_enumeration(element_of(a), element_of(b));
}
/// Types of one number may be different ones: enumerations and arrays.
[[nodiscard]] constexpr bool has_kinds(type_id t) noexcept {
  return t == type_id::enumeration || t == type_id::array;
}

/// PostgreSQL's format_type: "numeric(10,2)", "timestamp(3) without time zone".
[[nodiscard]] HELIOS_DECL std::string to_string(data_type t);

/// pg_type.oid, pg_type.typlen and pg_attribute.atttypmod, as the wire protocol sends them.
[[nodiscard]] HELIOS_DECL std::uint32_t postgres_oid(type_id t) noexcept;
/// The one of arrays of it.
[[nodiscard]] HELIOS_DECL std::uint32_t postgres_array_oid(type_id element) noexcept;
[[nodiscard]] HELIOS_DECL std::int16_t postgres_length(type_id t) noexcept;
[[nodiscard]] HELIOS_DECL std::int32_t postgres_modifier(data_type t) noexcept;
/// type_id::unknown if helios has no type of this number.
[[nodiscard]] HELIOS_DECL type_id type_of_oid(std::uint32_t oid) noexcept;

/// The type of a name and its modifiers as the parser found them: ("decimal", {10, 2}).
/// Letters of either case, words separated by single spaces.
[[nodiscard]] HELIOS_DECL data_type make_type(std::string_view name,
                                              std::span<std::int64_t const> modifiers = {});
/// Whether make_type() could have made it: for types out of a file.
[[nodiscard]] HELIOS_DECL bool is_made(data_type t) noexcept;
/// A whole type in text: "decimal(10, 2)", "timestamp(3) with time zone", "integer[]".
[[nodiscard]] HELIOS_DECL data_type parse_type_name(std::string_view text);

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/data_type.ipp>
#endif
