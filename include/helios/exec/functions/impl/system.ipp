// helios/exec/functions/impl/system.ipp -- what a session says of itself, sizes, likeness, uuids.
#pragma once

#include <helios/exec/functions/system.hpp>

#include <helios/base/error.hpp>
#include <helios/exec/column.hpp>
#include <helios/exec/like.hpp>
#include <helios/types/text.hpp>
#include <helios/types/uuid.hpp>
#include <helios/version.hpp>

#include <cstdlib>
#include <string>

namespace helios::exec {

namespace detail {

[[nodiscard]] inline std::string pretty_size(std::int64_t bytes) {
  constexpr std::string_view units[] = {"bytes", "kB", "MB", "GB", "TB", "PB"};
  std::size_t unit = 0;
  // PostgreSQL shows up to 10 239 of a unit, and rounds half away from zero past bytes.
  uint128 size = types::magnitude(bytes);
  uint128 half_units = size;
  while (size >= 10 * 1024 && unit + 1 < std::size(units)) {
    half_units = unit == 0 ? size / 512 : half_units / 1024;
    size = (half_units + 1) / 2;
    ++unit;
  }
  return (bytes < 0 ? "-" : "") + std::to_string(static_cast<std::uint64_t>(size)) + ' ' +
         std::string(units[unit]);
}

inline char escape_of(std::string_view escape) {
  if (escape.empty()) return 0;
  if (escape.size() != 1)
    throw error(errc::invalid_escape_sequence, "invalid escape string")
        .hint("Escape string must be empty or one character.");
  return escape[0];
}

inline void add_likeness(function_list& to) {
  using text = std::string_view;
  to.push_back(define<[](text s, text p) { return like(s, p); }>("~~"));
  to.push_back(define<[](text s, text p) { return !like(s, p); }>("!~~"));
  to.push_back(define<[](text s, text p) { return like(s, p, true); }>("~~*"));
  to.push_back(define<[](text s, text p) { return !like(s, p, true); }>("!~~*"));
  to.push_back(define<[](text s, text p) { return like(s, p); }>("like"));
  to.push_back(
      define<[](text s, text p, text e) { return like(s, p, false, escape_of(e)); }>("like"));
  to.push_back(define<[](text s, text p) { return like(s, p, true); }>("ilike"));
  to.push_back(
      define<[](text s, text p, text e) { return like(s, p, true, escape_of(e)); }>("ilike"));
}

}  // namespace detail

void add_system(function_list& to) {
  detail::add_likeness(to);
  to.push_back(define<[](environment& with) {
    return with.memory().copy("PostgreSQL 15.0 (helios " HELIOS_VERSION_STRING ")");
  }>("version", volatility::stable));
  auto const database = [](environment& with) { return with.session().database; };
  for (std::string_view const name : {"current_database", "current_catalog"})
    to.push_back(define<database>(name, volatility::stable));
  auto const user = [](environment& with) { return with.session().user; };
  for (std::string_view const name : {"current_user", "session_user", "user", "current_role"})
    to.push_back(define<user>(name, volatility::stable));
  to.push_back(define<[](environment& with) { return with.session().schema; }>("current_schema",
                                                                               volatility::stable));
  to.push_back(define<[](environment& with, std::int64_t n) {
    return with.memory().copy(detail::pretty_size(n));
  }>("pg_size_pretty"));
  to.push_back(define<[](environment& with, any_argument a) {
                 return with.memory().copy(types::name(a.type()));
               }>("pg_typeof", volatility::stable)
                   .not_strict());
  for (std::string_view const name : {"gen_random_uuid", "uuid_generate_v4"})
    to.push_back(define<[](environment& with) {
      std::array<std::uint8_t, 16> random{};
      for (std::size_t i = 0; i != 16; i += 8) {
        std::uint64_t const bits = with.random_bits();
        std::memcpy(random.data() + i, &bits, 8);
      }
      return types::make_random_uuid(random);
    }>(name, volatility::volatile_));
}

}  // namespace helios::exec
