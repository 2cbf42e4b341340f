// helios/catalog/impl/table.ipp -- tables as rows of the catalog.
#pragma once

#include <helios/catalog/table.hpp>

#include <helios/catalog/impl/definition_fields.hpp>

#include <algorithm>
#include <set>

namespace helios::catalog {

namespace detail {

template <class Archive, class Order>
void fields(Archive& a, Order& o, as_type<types::key_order>) {
  a(o.descending, o.nulls_first);
}
template <class Archive, class Part>
void fields(Archive& a, Part& p, as_type<index_part>) {
  a(p.column, p.expression, p.order);
}
template <class Archive, class Index>
void fields(Archive& a, Index& i, as_type<index_definition>) {
  a(i.id, i.name, i.tree, i.parts, i.unique, i.predicate);
}
template <class Archive, class Constraint>
void fields(Archive& a, Constraint& c, as_type<constraint_definition>) {
  a(c.id, c.name, c.kind, c.columns, c.text, c.index, c.referenced, c.referenced_columns, c.match,
    c.on_delete, c.on_update);
}
template <class Archive, class Column>
void fields(Archive& a, Column& c, as_type<column_definition>) {
  a(c.id, c.name, c.type, c.not_null, c.default_text, c.sequence, c.identity, c.generated_text);
}
template <class Archive, class Table>
void fields(Archive& a, Table& t, as_type<table_definition>) {
  a(t.rows, t.columns, t.constraints, t.indexes, t.dependents);
}

template <class List, class Member>
[[nodiscard]] bool all_differ(List const& list, Member member) {
  std::set<std::remove_cvref_t<decltype(list.front().*member)>> seen;
  return std::all_of(list.begin(), list.end(),
                     [&](auto const& each) { return seen.insert(each.*member).second; });
}

}  // namespace detail

std::size_t table_definition::find_column(std::string_view column) const noexcept {
  for (std::size_t i = 0; i != columns.size(); ++i) {
    if (columns[i].name == column) return i;
  }
  return npos;
}

std::size_t table_definition::find_column(column_id column) const noexcept {
  for (std::size_t i = 0; i != columns.size(); ++i) {
    if (columns[i].id == column) return i;
  }
  return npos;
}

std::size_t table_definition::column_at(std::string_view column) const {
  std::size_t const at = find_column(column);
  if (at == npos) {
    throw error(errc::undefined_column, "column \"" + std::string(column) + "\" of relation \"" +
                                            name + "\" does not exist");
  }
  return at;
}

constraint_definition const* table_definition::primary_key() const noexcept {
  for (constraint_definition const& c : constraints) {
    if (c.kind == constraint_kind::primary_key) return &c;
  }
  return nullptr;
}

constraint_definition const* table_definition::find_constraint(
    std::string_view constraint) const noexcept {
  for (constraint_definition const& c : constraints) {
    if (c.name == constraint) return &c;
  }
  return nullptr;
}

index_definition const* table_definition::find_index(object_id index) const noexcept {
  for (index_definition const& i : indexes) {
    if (i.id == index) return &i;
  }
  return nullptr;
}

object_row encode(table_definition const& table) {
  return {table.id, object_kind::table, table.schema, table.name, detail::encode_definition(table)};
}

table_definition decode_table(object_row const& row) {
  auto t = detail::decode_definition<table_definition>(row, object_kind::table);
  t.id = row.id;
  t.schema = row.schema;
  t.name = row.name;
  if (int const broken = check(t); broken != 0) {
    throw error(errc::data_corrupted, "the definition of table \"" + t.name + "\" is damaged")
        .detail("It breaks rule D" + std::to_string(broken) + ".");
  }
  return t;
}

int check(table_definition const& t) {
  using namespace detail;
  if (!all_differ(t.columns, &column_definition::id) ||
      !all_differ(t.columns, &column_definition::name) ||
      !all_differ(t.constraints, &constraint_definition::id) ||
      !all_differ(t.indexes, &index_definition::id))
    return 1;
  auto const known = [&](column_id c) { return t.find_column(c) != t.npos; };
  int primary = 0;
  for (constraint_definition const& c : t.constraints) {
    if (!std::all_of(c.columns.begin(), c.columns.end(), known)) return 3;
    if (c.columns.empty() != (c.kind == constraint_kind::check)) return 5;
    if (c.kind == constraint_kind::unique && t.find_index(c.index) == nullptr) return 5;
    if (c.kind == constraint_kind::foreign_key && c.columns.size() != c.referenced_columns.size())
      return 5;
    if (c.kind != constraint_kind::primary_key) continue;
    if (++primary > 1) return 2;
    for (column_id const k : c.columns) {
      if (!t.column(k).not_null) return 2;
    }
  }
  for (index_definition const& i : t.indexes) {
    if (i.parts.empty()) return 5;
    for (index_part const& p : i.parts) {
      if (p.column != column_id{} && !known(p.column)) return 3;
    }
  }
  return 0;
}

}  // namespace helios::catalog
