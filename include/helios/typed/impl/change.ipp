// helios/typed/impl/change.ipp -- see helios/typed/change.hpp
#pragma once

#include <helios/typed/change.hpp>

#include <algorithm>

namespace helios::typed {

namespace detail {

inline void add_returning(sql_text& to, sql_text const& returning) {
  if (!returning.empty()) to << " RETURNING " << returning;
}

/// ON CONFLICT (key) DO UPDATE SET the other columns; those of the key where there are no others,
/// so that each row counts and is returned.
inline void add_update(sql_text& to, insert_parts const& of) {
  auto const in_key = [&](std::string_view name) {
    return std::find(of.key.begin(), of.key.end(), name) != of.key.end();
  };
  std::vector<std::string_view> set;
  for (std::size_t i = 0; i != of.columns.size(); ++i) {
    if (of.given[i] && !in_key(of.columns[i].name())) set.push_back(of.columns[i].name());
  }
  std::string_view between = " ON CONFLICT (";
  for (std::string_view const name : of.key) {
    (to << std::exchange(between, ", ")).add_name(name);
  }
  between = ") DO UPDATE SET ";
  for (std::string_view const name : set.empty() ? of.key : set) {
    (to << std::exchange(between, ", ")).add_name(name);
    (to << " = excluded.").add_name(name);
  }
}

}  // namespace detail

sql_text change_parts::text() const {
  sql_text to = begin;
  if (!where.empty()) to << " WHERE " << where;
  detail::add_returning(to, returning);
  return to;
}

insert_parts insert_parts::of(std::string_view table, std::span<column_schema const> columns) {
  insert_parts parts{table, columns, {}, conflict::fail, {}, {}};
  for (column_schema const& c : columns) parts.given.push_back(!c.generated);
  return parts;
}

sql_text insert_parts::text() const {
  sql_text to;
  (to << "INSERT INTO ").add_name(table);
  std::string_view between = " (";
  std::string places;
  for (std::size_t i = 0; i != columns.size(); ++i) {
    if (!given[i]) continue;
    (to << std::exchange(between, ", ")).add_name(columns[i].name());
    places += places.empty() ? "?" : ", ?";
  }
  to << (places.empty() ? " DEFAULT VALUES" : ") VALUES (" + places + ")");
  switch (on_conflict) {
    case conflict::fail: break;
    case conflict::nothing: to << " ON CONFLICT DO NOTHING"; break;
    case conflict::update: detail::add_update(to, *this); break;
  }
  detail::add_returning(to, returning);
  return to;
}

}  // namespace helios::typed
