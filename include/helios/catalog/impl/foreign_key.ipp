// helios/catalog/impl/foreign_key.ipp -- lookups along foreign keys.
#pragma once

#include <helios/catalog/foreign_key.hpp>

#include <helios/catalog/index_key.hpp>

#include <algorithm>
#include <limits>

namespace helios::catalog {

namespace detail {

[[nodiscard]] inline bool in_range(std::int64_t n, types::type_id type) noexcept {
  switch (type) {
    case types::type_id::int2: return n == static_cast<std::int16_t>(n);
    case types::type_id::int4: return n == static_cast<std::int32_t>(n);
    default: return true;
  }
}

/// A value as one of the type on the other side of a foreign key; nothing: no value there is equal.
[[nodiscard]] inline std::optional<types::value> as_other_side(types::value const& v,
                                                               types::type_id type) {
  if (v.type() == type) return v;
  if (is_integer(type)) {
    std::int64_t const n = number_of(v);
    if (!in_range(n, type)) return {};
    return number_as(n, type);
  }
  return types::value::text(v.as_string(), type);
}

/// Where a column is that another table's definition names.
[[nodiscard]] inline std::size_t position_of(table_definition const& table, column_id column) {
  std::size_t const at = table.find_column(column);
  if (at == table.npos)
    throw error(errc::data_corrupted,
                "a foreign key references a column that \"" + table.name + "\" does not have");
  return at;
}

/// A row of `to` that has the key's values and NULL elsewhere.
[[nodiscard]] inline std::optional<row_values> across(table_definition const& from,
                                                      std::span<column_id const> from_columns,
                                                      std::span<types::value const> row,
                                                      table_definition const& to,
                                                      std::span<column_id const> to_columns) {
  row_values out(to.columns.size());
  for (std::size_t i = 0; i != from_columns.size(); ++i) {
    std::size_t const at = position_of(to, to_columns[i]);
    auto v = as_other_side(row[position_of(from, from_columns[i])], to.columns[at].type.id);
    if (!v) return {};
    out[at] = std::move(*v);
  }
  return out;
}

[[nodiscard]] inline bool same_set(std::span<column_id const> a, std::span<column_id const> b) {
  return a.size() == b.size() && std::is_permutation(a.begin(), a.end(), b.begin());
}

[[nodiscard]] inline std::vector<column_id> leading_columns(index_definition const& index,
                                                            std::size_t n) {
  std::vector<column_id> columns;
  for (std::size_t i = 0; i != std::min(n, index.parts.size()); ++i)
    columns.push_back(index.parts[i].column);
  return columns;
}

[[nodiscard]] inline bool starts_with(byte_view key, byte_view prefix) {
  return key.size() >= prefix.size() && compare(key.first(prefix.size()), prefix) == 0;
}

}  // namespace detail

bool joinable(types::data_type a, types::data_type b) noexcept {
  if (a.id == types::type_id::enumeration || b.id == types::type_id::enumeration)
    return types::same_enumeration(a, b);
  if (a.id == types::type_id::array || b.id == types::type_id::array)
    return types::same_array(a, b);
  return types::comparable(a.id, b.id) || (is_integer(a.id) && is_integer(b.id));
}

bool equal_in(table_definition const& table, std::span<column_id const> columns,
              std::span<types::value const> a, std::span<types::value const> b) {
  return std::all_of(columns.begin(), columns.end(), [&](column_id c) {
    std::size_t const at = detail::position_of(table, c);
    return a[at] == b[at];
  });
}

bool keeps_unique(table_definition const& t, std::vector<column_id> const& columns) {
  return std::any_of(t.constraints.begin(), t.constraints.end(), [&](auto const& c) {
    return (c.kind == constraint_kind::primary_key || c.kind == constraint_kind::unique) &&
           c.columns.size() == columns.size() &&
           std::is_permutation(c.columns.begin(), c.columns.end(), columns.begin());
  });
}

reference_kind reference_of(table_definition const& child, constraint_definition const& key,
                            std::span<types::value const> row) {
  auto const nulls = static_cast<std::size_t>(
      std::count_if(key.columns.begin(), key.columns.end(),
                    [&](column_id c) { return row[child.find_column(c)].is_null(); }));
  if (nulls == 0) return reference_kind::key;
  if (key.match == match_kind::full && nulls != key.columns.size()) return reference_kind::mixed;
  return reference_kind::none;
}

bool has_parent(tree_source const& open, table_definition const& parent,
                table_definition const& child, constraint_definition const& key,
                std::span<types::value const> child_row) {
  auto const wanted = detail::across(child, key.columns, child_row, parent, key.referenced_columns);
  if (!wanted) return false;
  constraint_definition const* const primary = parent.primary_key();
  if (primary != nullptr && detail::same_set(primary->columns, key.referenced_columns)) {
    storage::key const at = row_layout(parent).key_of(*wanted);
    return open(parent.rows).find(at.view()).has_value();
  }
  for (index_definition const& index : parent.indexes) {
    if (!index.unique || !index.predicate.empty() ||
        !detail::same_set(detail::leading_columns(index, index.parts.size()),
                          key.referenced_columns))
      continue;
    auto const entry = entry_of(parent, index, *wanted, {}, nullptr);
    return open(index.tree).find(byte_view(entry->key)).has_value();
  }
  return false;
}

std::vector<storage::key> find_children(tree_source const& open, table_definition const& child,
                                        constraint_definition const& key,
                                        table_definition const& parent,
                                        std::span<types::value const> parent_row,
                                        std::size_t limit) {
  std::vector<storage::key> found;
  for (column_id const c : key.referenced_columns) {
    if (parent_row[detail::position_of(parent, c)].is_null()) return found;
  }
  auto const wanted =
      detail::across(parent, key.referenced_columns, parent_row, child, key.columns);
  if (!wanted) return found;
  storage::tree const rows = open(child.rows);
  row_layout const layout(child, rows.form());
  std::size_t const n = key.columns.size();

  for (index_definition const& index : child.indexes) {
    if (!index.predicate.empty() ||
        !detail::same_set(detail::leading_columns(index, n), key.columns))
      continue;
    bytes prefix;
    for (std::size_t i = 0; i != n; ++i) {
      index_part const& part = index.parts[i];
      types::append_key(prefix, (*wanted)[child.find_column(part.column)], part.order);
    }
    storage::cursor c(open(index.tree), storage::key_view(byte_view(prefix)));
    while (found.size() < limit && c.next() && detail::starts_with(c.key().text, prefix))
      found.push_back(indexed_row(rows.form().keys(), c.row()));
    return found;
  }

  constraint_definition const* const primary = child.primary_key();
  if (primary != nullptr && primary->columns.size() >= n &&
      detail::same_set(std::span(primary->columns).first(n), key.columns)) {
    if (layout.kind() == row_key_kind::integer) {
      storage::key at = layout.key_of(*wanted);
      if (rows.find(at.view())) found.push_back(std::move(at));
      return found;
    }
    bytes prefix;
    for (std::size_t i = 0; i != n; ++i)
      types::append_key(prefix, (*wanted)[child.find_column(primary->columns[i])]);
    storage::cursor c(rows, storage::key_view(byte_view(prefix)));
    while (found.size() < limit && c.next() && detail::starts_with(c.key().text, prefix))
      found.emplace_back(rows.form().keys(), c.key());
    return found;
  }

  storage::cursor c(rows);
  while (found.size() < limit && c.next()) {
    bool const same = std::all_of(key.columns.begin(), key.columns.end(), [&](column_id column) {
      std::size_t const at = child.find_column(column);
      return layout.value_of(at, c.key(), c.row()) == (*wanted)[at];
    });
    if (same) found.emplace_back(rows.form().keys(), c.key());
  }
  return found;
}

}  // namespace helios::catalog
