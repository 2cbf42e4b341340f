// helios/types/impl/data_type.ipp -- the table of types and the one of their names.
#pragma once

#include <helios/base/error.hpp>
#include <helios/types/data_type.hpp>
#include <helios/types/text_in.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace helios::types {

namespace detail {

struct type_row {
  std::string_view name, internal;  // as format_type shows it; as pg_type.typname
  type_category category;
  bool preferred;
  physical_type physical;
  std::uint32_t oid, array_oid;
  std::int16_t length;
};

// In the order of type_id.
inline constexpr std::array<type_row, type_count> type_rows{{
    {"unknown", "unknown", type_category::unknown, false, physical_type::bytes, 705, 0, -2},
    {"boolean", "bool", type_category::boolean, true, physical_type::boolean, 16, 1000, 1},
    {"smallint", "int2", type_category::numeric, false, physical_type::int16, 21, 1005, 2},
    {"integer", "int4", type_category::numeric, false, physical_type::int32, 23, 1007, 4},
    {"bigint", "int8", type_category::numeric, false, physical_type::int64, 20, 1016, 8},
    {"real", "float4", type_category::numeric, false, physical_type::float32, 700, 1021, 4},
    {"double precision", "float8", type_category::numeric, true, physical_type::float64, 701, 1022,
     8},
    {"numeric", "numeric", type_category::numeric, false, physical_type::bytes, 1700, 1231, -1},
    {"text", "text", type_category::string, true, physical_type::bytes, 25, 1009, -1},
    {"character varying", "varchar", type_category::string, false, physical_type::bytes, 1043, 1015,
     -1},
    {"character", "bpchar", type_category::string, false, physical_type::bytes, 1042, 1014, -1},
    {"bytea", "bytea", type_category::user, false, physical_type::bytes, 17, 1001, -1},
    {"date", "date", type_category::date_time, false, physical_type::int32, 1082, 1182, 4},
    {"time without time zone", "time", type_category::date_time, false, physical_type::int64, 1083,
     1183, 8},
    {"timestamp without time zone", "timestamp", type_category::date_time, false,
     physical_type::int64, 1114, 1115, 8},
    {"timestamp with time zone", "timestamptz", type_category::date_time, true,
     physical_type::int64, 1184, 1185, 8},
    {"interval", "interval", type_category::time_span, true, physical_type::int128, 1186, 1187, 16},
    {"uuid", "uuid", type_category::user, false, physical_type::int128, 2950, 2951, 16},
    {"anyenum", "anyenum", type_category::enumeration, false, physical_type::int32, 3500, 0, 4},
    {"json", "json", type_category::user, false, physical_type::bytes, 114, 199, -1},
    {"jsonb", "jsonb", type_category::user, false, physical_type::bytes, 3802, 3807, -1},
    {"anyarray", "anyarray", type_category::array, false, physical_type::bytes, 2277, 0, -1},
    // An extension's type has another number in each database of PostgreSQL; these it leaves free.
    {"vector", "vector", type_category::user, false, physical_type::bytes, 8001, 8002, -1},
}};

[[nodiscard]] inline type_row const& row(type_id t) noexcept {
  return type_rows[static_cast<std::size_t>(t)];
}

struct type_alias {
  std::string_view name;
  type_id id;
};
// Sorted by name. `char` and `character` alone mean one character, `bpchar` alone any number.
inline constexpr std::array type_aliases{
    type_alias{"bigint", type_id::int8},
    type_alias{"blob", type_id::bytea},
    type_alias{"bool", type_id::boolean},
    type_alias{"boolean", type_id::boolean},
    type_alias{"bpchar", type_id::bpchar},
    type_alias{"bytea", type_id::bytea},
    type_alias{"char", type_id::bpchar},
    type_alias{"char varying", type_id::varchar},
    type_alias{"character", type_id::bpchar},
    type_alias{"character varying", type_id::varchar},
    type_alias{"date", type_id::date},
    type_alias{"datetime", type_id::timestamp},
    type_alias{"dec", type_id::numeric},
    type_alias{"decimal", type_id::numeric},
    type_alias{"double", type_id::float8},
    type_alias{"double precision", type_id::float8},
    type_alias{"float", type_id::float8},
    type_alias{"float4", type_id::float4},
    type_alias{"float8", type_id::float8},
    type_alias{"int", type_id::int4},
    type_alias{"int2", type_id::int2},
    type_alias{"int4", type_id::int4},
    type_alias{"int8", type_id::int8},
    type_alias{"integer", type_id::int4},
    type_alias{"interval", type_id::interval},
    type_alias{"json", type_id::json},
    type_alias{"jsonb", type_id::jsonb},
    type_alias{"national char", type_id::bpchar},
    type_alias{"national char varying", type_id::varchar},
    type_alias{"national character", type_id::bpchar},
    type_alias{"national character varying", type_id::varchar},
    type_alias{"nchar", type_id::bpchar},
    type_alias{"nchar varying", type_id::varchar},
    type_alias{"numeric", type_id::numeric},
    type_alias{"real", type_id::float4},
    type_alias{"smallint", type_id::int2},
    type_alias{"string", type_id::text},
    type_alias{"text", type_id::text},
    type_alias{"time", type_id::time},
    type_alias{"time without time zone", type_id::time},
    type_alias{"timestamp", type_id::timestamp},
    type_alias{"timestamp with time zone", type_id::timestamptz},
    type_alias{"timestamp without time zone", type_id::timestamp},
    type_alias{"timestamptz", type_id::timestamptz},
    type_alias{"uuid", type_id::uuid},
    type_alias{"varchar", type_id::varchar},
    type_alias{"vector", type_id::vector},
};
static_assert(std::is_sorted(type_aliases.begin(), type_aliases.end(),
                             [](type_alias const& a, type_alias const& b) {
                               return a.name < b.name;
                             }));

[[noreturn]] inline void throw_modifier(std::string message) {
  throw error(errc::invalid_parameter_value, std::move(message));
}

inline data_type numeric_type(std::span<std::int64_t const> modifiers) {
  if (modifiers.empty()) return type_id::numeric;
  if (modifiers.size() > 2) throw_modifier("invalid NUMERIC type modifier");
  std::int64_t const p = modifiers[0], s = modifiers.size() == 2 ? modifiers[1] : 0;
  if (p < 1 || p > 38)
    throw_modifier("NUMERIC precision " + std::to_string(p) + " must be between 1 and 38");
  if (s < -38 || s > 38)
    throw_modifier("NUMERIC scale " + std::to_string(s) + " must be between -38 and 38");
  if (p - s > 38)
    throw_modifier("NUMERIC precision " + std::to_string(p) + " and scale " + std::to_string(s) +
                   " ask for more than 38 digits before the point");
  return {type_id::numeric, static_cast<std::int32_t>(p), static_cast<int>(s)};
}

inline constexpr std::int64_t most_characters = 10'485'760;  // PostgreSQL's limit

inline data_type character_type(type_id id, std::span<std::int64_t const> modifiers,
                                std::int32_t absent) {
  std::string const shown = id == type_id::varchar ? "varchar" : "char";
  if (modifiers.empty()) return {id, absent};
  if (modifiers.size() > 1) throw_modifier("invalid type modifier");
  if (modifiers[0] < 1) throw_modifier("length for type " + shown + " must be at least 1");
  if (modifiers[0] > most_characters)
    throw_modifier("length for type " + shown + " cannot exceed " +
                   std::to_string(most_characters));
  return {id, static_cast<std::int32_t>(modifiers[0])};
}

inline data_type seconds_type(type_id id, std::span<std::int64_t const> modifiers,
                              std::string_view shown) {
  if (modifiers.empty()) return id;
  if (modifiers.size() > 1) throw_modifier("invalid type modifier");
  if (modifiers[0] < 0)
    throw_modifier(std::string(shown) + "(" + std::to_string(modifiers[0]) +
                   ") precision must not be negative");
  // More than microseconds is cut, as in PostgreSQL.
  return {id, static_cast<std::int32_t>(std::min<std::int64_t>(modifiers[0], 6))};
}

inline data_type vector_type(std::span<std::int64_t const> modifiers) {
  if (modifiers.empty()) return type_id::vector;
  if (modifiers.size() > 1) throw_modifier("invalid type modifier");
  if (modifiers[0] < 1) throw_modifier("dimensions for type vector must be at least 1");
  if (modifiers[0] > most_dimensions)
    throw_modifier("dimensions for type vector cannot exceed " + std::to_string(most_dimensions));
  return {type_id::vector, static_cast<std::int32_t>(modifiers[0])};
}

inline data_type float_type(std::span<std::int64_t const> modifiers) {
  if (modifiers.empty()) return type_id::float8;
  if (modifiers.size() > 1) throw_modifier("invalid type modifier");
  if (modifiers[0] < 1) throw_modifier("precision for type float must be at least 1 bit");
  if (modifiers[0] > 53) throw_modifier("precision for type float must be less than 54 bits");
  return modifiers[0] <= 24 ? type_id::float4 : type_id::float8;
}

}  // namespace detail

physical_type physical(data_type t) noexcept {
  return t.id == type_id::numeric && t.constrained() ? physical_type::int128
                                                     : detail::row(t.id).physical;
}
type_category category(type_id t) noexcept { return detail::row(t).category; }
bool is_preferred(type_id t) noexcept { return detail::row(t).preferred; }
std::string_view name(type_id t) noexcept { return detail::row(t).name; }
std::string name(data_type t) {
  if (t.id == type_id::enumeration && t.constrained()) return shown_name(definition_of(t));
  if (t.id == type_id::array && t.element != type_id::unknown) return name(element_of(t)) + "[]";
  return std::string(name(t.id));
}
std::uint32_t postgres_oid(type_id t) noexcept { return detail::row(t).oid; }
std::uint32_t postgres_array_oid(type_id element) noexcept {
  return detail::row(element).array_oid;
}
std::int16_t postgres_length(type_id t) noexcept { return detail::row(t).length; }

std::int32_t postgres_modifier(data_type t) noexcept {
  constexpr std::int32_t header = 4;  // PostgreSQL counts its length word in
  if (!t.constrained()) return -1;
  switch (innermost(t)) {
    case type_id::numeric: return ((t.precision << 16) | (t.scale & 0x7ff)) + header;
    case type_id::varchar:
    case type_id::bpchar: return t.precision + header;
    case type_id::interval: return 0x7fff << 16 | t.precision;  // all fields, this precision
    case type_id::time:
    case type_id::timestamp:
    case type_id::timestamptz:
    case type_id::vector: return t.precision;
    case type_id::unknown:
    case type_id::boolean:
    case type_id::int2:
    case type_id::int4:
    case type_id::int8:
    case type_id::float4:
    case type_id::float8:
    case type_id::text:
    case type_id::bytea:
    case type_id::date:
    case type_id::uuid:
    case type_id::enumeration:
    case type_id::json:
    case type_id::jsonb: return -1;
    case type_id::array: return -1;
  }
  HELIOS_UNREACHABLE();
}

type_id type_of_oid(std::uint32_t oid) noexcept {
  for (std::size_t i = 0; i != detail::type_rows.size(); ++i)
    if (detail::type_rows[i].oid == oid) return static_cast<type_id>(i);
  return type_id::unknown;
}

std::string to_string(data_type t) {
  if (t.id == type_id::array && t.element != type_id::unknown)
    return to_string(element_of(t)) + "[]";
  std::string text = name(t);
  if (has_kinds(t.id)) return text;
  if (!t.constrained()) return t.id == type_id::bpchar ? "bpchar" : text;
  std::string modifier = '(' + std::to_string(t.precision);
  if (t.id == type_id::numeric) modifier += ',' + std::to_string(t.scale);
  return text.insert(std::min(text.size(), text.find(" with")), modifier + ')');
}

namespace detail {

/// Types of PostgreSQL and pgvector that helios does not have.
[[nodiscard]] inline bool is_foreign_type(std::string_view name) {
  static constexpr std::string_view foreign[] = {
      "bit",     "bit varying", "box",     "cidr",     "circle",   "halfvec",
      "inet",    "jsonpath",    "line",    "lseg",     "macaddr",  "macaddr8",
      "money",   "path",        "point",   "polygon",  "regclass", "regproc",
      "regtype", "sparsevec",   "tsquery", "tsvector", "varbit",   "xml"};
  return std::find(std::begin(foreign), std::end(foreign), name) != std::end(foreign);
}

}  // namespace detail

data_type make_type(std::string_view type_name, std::span<std::int64_t const> modifiers) {
  using namespace detail;
  std::string lower(type_name);
  for (char& c : lower) c = to_lower(c);
  if (lower.starts_with("pg_catalog.")) lower.erase(0, 11);
  if (lower == "timetz" || lower == "time with time zone")
    throw error(errc::feature_not_supported, "type time with time zone is not supported")
        .hint("Use timestamp with time zone, or time and an offset of its own.");
  auto const found =
      std::lower_bound(type_aliases.begin(), type_aliases.end(), lower,
                       [](type_alias const& a, std::string const& n) { return a.name < n; });
  if (found == type_aliases.end() || found->name != lower) {
    if (lower.starts_with("interval "))
      throw error(errc::feature_not_supported,
                  "an interval restricted to some fields is not supported")
          .hint("Use interval, and date_trunc or make_interval for the fields.");
    if (is_foreign_type(lower))
      throw error(errc::feature_not_supported, "type " + lower + " is not supported yet");
    throw error(errc::undefined_object, "type \"" + lower + "\" does not exist");
  }
  switch (found->id) {
    case type_id::numeric: return numeric_type(modifiers);
    case type_id::varchar: return character_type(found->id, modifiers, -1);
    case type_id::bpchar: return character_type(found->id, modifiers, lower == "bpchar" ? -1 : 1);
    case type_id::time: return seconds_type(found->id, modifiers, "TIME");
    case type_id::timestamp:
    case type_id::timestamptz: return seconds_type(found->id, modifiers, "TIMESTAMP");
    case type_id::interval: return seconds_type(found->id, modifiers, "INTERVAL");
    case type_id::vector: return vector_type(modifiers);
    case type_id::float8:
      if (lower == "float") return float_type(modifiers);
      break;
    case type_id::unknown:
    case type_id::boolean:
    case type_id::int2:
    case type_id::int4:
    case type_id::int8:
    case type_id::float4:
    case type_id::text:
    case type_id::bytea:
    case type_id::date:
    case type_id::uuid:
    case type_id::enumeration:
    case type_id::json:
    case type_id::jsonb:
    case type_id::array: break;
  }
  if (!modifiers.empty())
    throw error(errc::syntax_error, "type modifier is not allowed for type \"" +
                                        std::string(row(found->id).internal) + '"');
  return found->id;
}

bool is_made(data_type t) noexcept {
  if (static_cast<int>(t.id) >= type_count) return false;
  if (t.id == type_id::array)
    return t.element != type_id::unknown && t.element != type_id::array && is_made(element_of(t));
  if (t.element != type_id::unknown) return false;
  if (t.id != type_id::numeric && t.scale != 0) return false;
  if (t.precision == -1) return t.scale == 0;
  switch (t.id) {
    case type_id::enumeration: return t.precision >= 0 && t.precision < definition_count();
    case type_id::numeric:
      return t.precision >= 1 && t.precision <= 38 && t.scale >= -38 && t.scale <= 38 &&
             t.precision - t.scale <= 38;
    case type_id::varchar:
    case type_id::bpchar: return t.precision >= 1 && t.precision <= detail::most_characters;
    case type_id::time:
    case type_id::timestamp:
    case type_id::timestamptz:
    case type_id::interval: return t.precision >= 0 && t.precision <= 6;
    case type_id::vector: return t.precision >= 1 && t.precision <= most_dimensions;
    case type_id::unknown:
    case type_id::boolean:
    case type_id::int2:
    case type_id::int4:
    case type_id::int8:
    case type_id::float4:
    case type_id::float8:
    case type_id::text:
    case type_id::bytea:
    case type_id::date:
    case type_id::uuid:
    case type_id::json:
    case type_id::jsonb:
    case type_id::array: return false;
  }
  HELIOS_UNREACHABLE();
}

data_type parse_type_name(std::string_view text) {
  using namespace detail;
  std::string words;  // the name, its words separated by single spaces
  std::vector<std::int64_t> modifiers;
  text = trim(text);
  bool const array = text.ends_with("[]");
  if (array) text.remove_suffix(2);
  auto const bad = [&] {
    return error(errc::syntax_error, "invalid type name \"" + std::string(text) + '"');
  };
  for (std::string_view rest = trim(text); !rest.empty(); rest = trim(rest)) {
    if (rest.front() == '(') {
      if (words.empty() || !modifiers.empty()) throw bad();
      do {
        rest = trim(rest.substr(1));
        std::int64_t modifier = 0;
        auto const [end, failure] =
            std::from_chars(rest.data(), rest.data() + rest.size(), modifier);
        if (failure != std::errc{}) throw bad();
        modifiers.push_back(modifier);
        rest = trim(rest.substr(static_cast<std::size_t>(end - rest.data())));
      } while (!rest.empty() && rest.front() == ',');
      if (rest.empty() || rest.front() != ')') throw bad();
      rest.remove_prefix(1);
      continue;
    }
    std::size_t length = 0;
    while (length != rest.size() && !is_space(rest[length]) && rest[length] != '(') ++length;
    if (!words.empty()) words += ' ';
    words += rest.substr(0, length);
    rest.remove_prefix(length);
  }
  if (words.empty()) throw bad();
  data_type const t = make_type(words, modifiers);
  return array ? array_of(t) : t;
}

}  // namespace helios::types
