// helios/typed/impl/select.ipp -- parts put together.
#pragma once

#include <helios/typed/select.hpp>

namespace helios::typed {

select_parts::select_parts() noexcept = default;
select_parts::select_parts(select_parts const&) = default;
select_parts::select_parts(select_parts&&) noexcept = default;
select_parts& select_parts::operator=(select_parts const&) = default;
select_parts& select_parts::operator=(select_parts&&) noexcept = default;
select_parts::~select_parts() = default;

void select_parts::set_columns(sql_text all) {
  columns = std::move(all);
  ordered_by = 0;
}

void select_parts::add_order(std::size_t n) {
  columns << ", " << order;
  ordered_by = n;  // a number: columns of the table may have any name
}

sql_text select_parts::select() const {
  sql_text to;
  to << (distinct ? "SELECT DISTINCT " : "SELECT ") << columns << " FROM " << from;
  if (!where.empty()) to << " WHERE " << where;
  if (!group.empty()) to << " GROUP BY " << group;
  if (!having.empty()) to << " HAVING " << having;
  if (ordered_by != 0) {
    to << " ORDER BY " << std::to_string(ordered_by);
  } else if (!order.empty()) {
    to << " ORDER BY " << order;
  }
  if (limit) to << " LIMIT " << std::to_string(*limit);
  if (offset != 0) to << " OFFSET " << std::to_string(offset);
  return to;
}

namespace detail {

/// The same number of rows: neither what they hold nor their order makes a difference.
[[nodiscard]] inline sql_text bare_rows(select_parts of) {
  of.order = {};
  of.ordered_by = 0;
  if (!of.distinct) of.columns = sql_text() << "1";
  return of.select();
}

}  // namespace detail

sql_text select_parts::count() const {
  return sql_text() << "SELECT count(*) FROM (" << detail::bare_rows(*this) << ") AS counted";
}

sql_text select_parts::exists() const {
  return sql_text() << "SELECT EXISTS (" << detail::bare_rows(*this) << ")";
}

sql_text select_parts::aggregate(std::string_view opening, sql_text const& of) const {
  select_parts rows = *this;
  rows.order = {};
  rows.ordered_by = 0;
  if (plain()) {
    rows.columns = sql_text() << opening << of << ")";
    return rows.select();
  }
  rows.order = order;  // which rows there are may depend on it
  if (distinct) rows.ordered_by = ordered_by;
  rows.columns = (distinct ? sql_text() << columns << ", " : sql_text()) << of << " AS value";
  return sql_text() << "SELECT " << opening << "value) FROM (" << rows.select() << ") AS rows";
}

namespace detail {

/// A query reads the rows of another one, under names if there are some.
[[nodiscard]] inline select_parts read_from(sql_text const& rows,
                                            std::span<column_schema const> columns) {
  select_parts all;
  all.from << "(" << rows << ") AS derived";
  if (columns.empty()) {
    all.columns << "*";
  } else {
    std::string const names = column_list(columns);
    all.from << " (" << names << ")";
    all.columns << names;
  }
  return all;
}

}  // namespace detail

select_parts values_of(std::span<column_schema const> columns,
                       std::span<types::value const> values) {
  sql_text rows;
  auto const add = [&](types::value const& v, column_schema const& c) {
    (rows << "CAST(").add_parameter(v) << " AS " << types::to_string(c.type) << ")";
  };
  for (std::size_t i = 0; i != values.size(); ++i) {
    std::size_t const column = i % columns.size();
    rows << (i == 0 ? "VALUES (" : column == 0 ? "), (" : ", ");
    add(values[i], columns[column]);
  }
  if (values.empty()) {
    std::string_view between = "SELECT ";
    for (column_schema const& c : columns) {
      rows << std::exchange(between, ", ");
      add({}, c);
    }
    rows << " WHERE FALSE";
  } else {
    rows << ")";
  }
  return detail::read_from(rows, columns);
}

select_parts combine(sql_text const& left, std::string_view how, sql_text const& right,
                     std::span<column_schema const> columns) {
  return detail::read_from(sql_text() << "(" << left << ")" << how << "(" << right << ")", columns);
}

void add_condition(sql_text& to, sql_text const& condition) {
  if (!to.empty()) to << " AND ";
  to << condition;
}

std::string column_list(std::span<column_schema const> columns, std::string_view table) {
  sql_text to;
  for (column_schema const& c : columns) {
    if (!to.empty()) to << ", ";
    if (!table.empty()) to.add_name(table) << ".";
    to.add_name(c.name());
  }
  return to.text();
}

}  // namespace helios::typed
