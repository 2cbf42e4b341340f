// helios/api/impl/locked_rows.hpp -- SELECT .. FOR UPDATE: the keys of the rows that a query's
// result is made of.
//
// Shape     the plan hands out the keys of its tables' rows behind the result's columns
// Errors    0A000 where a row of the result is not made of single rows: groups, DISTINCT, sets
#pragma once

#include <helios/api/impl/write_unit.hpp>
#include <helios/base/stack.hpp>
#include <helios/exec/row_store.hpp>
#include <helios/plan/query.hpp>

namespace helios::api::detail {

/// A table, and the numbers of the columns that are its rows' keys.
struct locked_table {
  catalog::table_ptr table;
  std::vector<plan::column> key;
  std::size_t place = 0;  // of the first of them in the result
};

namespace locking {

[[nodiscard]] inline plan::column exposed(plan::scan& s, plan::scan::source what, plan::query& q) {
  for (std::size_t i = 0; i != s.sources.size(); ++i) {
    if (s.sources[i].what == what.what && s.sources[i].position == what.position)
      return s.columns[i];
  }
  bool const row_id = what.what == plan::scan::source::type::row_id;
  s.sources.push_back(what);
  s.columns.push_back(
      {++q.columns,
       row_id ? types::data_type(types::type_id::int8) : s.table->columns[what.position].type,
       row_id ? "rowid" : s.table->columns[what.position].name});
  return s.columns.back();
}

inline void expose(plan::node& n, plan::query& q, std::vector<locked_table>& tables) {
  check_stack();
  using kind = plan::node_kind;
  using source = plan::scan::source;
  switch (n.kind) {
    case kind::scan: {
      auto& s = plan::as<plan::scan>(n);
      if (s.state != 0 || s.versions) return;
      locked_table& t = tables.emplace_back();
      t.table = s.table;
      if (auto const* const primary = s.table->primary_key()) {
        for (column_id const c : primary->columns)
          t.key.push_back(exposed(
              s, {source::type::table_column, static_cast<std::uint32_t>(s.table->find_column(c))},
              q));
      } else {
        t.key.push_back(exposed(s, {source::type::row_id, 0}, q));
      }
      return;
    }
    case kind::filter:
    case kind::sort:
    case kind::limit:
      expose(*n.inputs[0], q, tables);
      n.columns = n.inputs[0]->columns;
      return;
    case kind::project: {
      std::size_t const first = tables.size();
      expose(*n.inputs[0], q, tables);
      for (std::size_t i = first; i != tables.size(); ++i) {
        for (plan::column& c : tables[i].key) {
          plan::as<plan::project>(n).values.push_back(exec::make_column(c.number, c.type, c.name));
          c.number = ++q.columns;
          n.columns.push_back(c);
        }
      }
      return;
    }
    case kind::join: {
      expose(*n.inputs[0], q, tables);
      exec::join_kind const how = plan::as<plan::join>(n).how;
      bool const both = how != exec::join_kind::semi && how != exec::join_kind::anti &&
                        how != exec::join_kind::not_in;
      n.columns = n.inputs[0]->columns;
      if (!both) return;
      expose(*n.inputs[1], q, tables);
      n.columns.insert(n.columns.end(), n.inputs[1]->columns.begin(), n.inputs[1]->columns.end());
      return;
    }
    case kind::values:
    case kind::rows:
    case kind::series:
    case kind::shared: return;
    case kind::aggregate:
      throw error(errc::feature_not_supported,
                  "FOR UPDATE is not allowed with GROUP BY clause or aggregate functions");
    case kind::distinct:
      throw error(errc::feature_not_supported, "FOR UPDATE is not allowed with DISTINCT clause");
    case kind::set_operation:
    case kind::recursive:
      throw error(errc::feature_not_supported,
                  "FOR UPDATE is not allowed with UNION/INTERSECT/EXCEPT");
  }
}

}  // namespace locking

/// Requires a plan that has not been optimized.
[[nodiscard]] inline std::vector<locked_table> expose_keys(plan::query& q) {
  std::vector<plan::column> const wanted = q.root->columns;
  std::vector<locked_table> tables;
  locking::expose(*q.root, q, tables);
  // The result's own columns come first, then the keys, table by table.
  auto top = std::make_unique<plan::project>();
  auto const add = [&top](plan::column const& c, std::uint32_t number) {
    top->values.push_back(exec::make_column(c.number, c.type, c.name));
    top->columns.push_back({number, c.type, c.name});
  };
  for (plan::column const& c : wanted) add(c, ++q.columns);
  for (locked_table& t : tables) {
    t.place = top->columns.size();
    for (plan::column const& c : t.key) add(c, ++q.columns);
  }
  top->inputs.push_back(std::move(q.root));
  q.root = std::move(top);
  return tables;
}

/// The rows whose keys these are may not be changed by others until the transaction commits.
inline void rely_on(exec::row_store const& rows, std::span<locked_table const> tables,
                    write_unit& unit) {
  for (locked_table const& t : tables) {
    catalog::row_layout const layout(*t.table, unit.tx.read(t.table->rows).form());
    bool const hidden = layout.kind() == catalog::row_key_kind::row_id;
    for (std::uint32_t i = 0; i != rows.rows(); ++i) {
      types::value const first = exec::value_at(rows.all(t.place), i);
      if (first.is_null()) continue;  // the missing side of an outer join
      if (hidden) {
        unit.tx.rely_on(t.table->rows, catalog::number_of(first));
        continue;
      }
      catalog::row_values key(t.table->columns.size());
      for (std::size_t k = 0; k != t.key.size(); ++k)
        key[layout.key_columns()[k]] = exec::value_at(rows.all(t.place + k), i);
      unit.tx.rely_on(t.table->rows, layout.key_of(key).view());
    }
  }
}

}  // namespace helios::api::detail
