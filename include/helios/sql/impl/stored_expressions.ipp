// helios/sql/impl/stored_expressions.ipp -- binding once, evaluating row by row.
#pragma once

#include <helios/exec/column.hpp>
#include <helios/sql/bind.hpp>
#include <helios/sql/parse.hpp>
#include <helios/sql/stored_expressions.hpp>

namespace helios::sql {

stored_expressions::bound const& stored_expressions::find(catalog::table_definition const& table,
                                                          std::string_view text,
                                                          types::data_type wanted) {
  key const k{table.id, std::string(text), wanted};
  auto const known = bound_.find(k);
  auto const fits = [&](bound const& b) {
    return b.columns.size() == table.columns.size() &&
           std::equal(b.columns.begin(), b.columns.end(), table.columns.begin(),
                      [](seen_column const& a, catalog::column_definition const& c) {
                        return a.name == c.name && a.type == c.type;
                      });
  };
  if (known != bound_.end() && fits(known->second)) return known->second;
  arena memory;
  exec::expression_ptr e =
      bind_expression(*parse_expression(text, memory), text, &table, nullptr, wanted);
  if (wanted.id == types::type_id::unknown && e->type.id == types::type_id::unknown)
    e = exec::make_cast(std::move(e), types::type_id::text);
  if (wanted.id != types::type_id::unknown)
    e = exec::make_cast(std::move(e), wanted, types::cast_context::assignment);
  bound b;
  b.value = exec::fold(e, *session_);
  for (catalog::column_definition const& c : table.columns) b.columns.push_back({c.name, c.type});
  return bound_.insert_or_assign(k, std::move(b)).first->second;
}

types::value stored_expressions::evaluate(catalog::table_definition const& table,
                                          std::string_view text, std::span<types::value const> row,
                                          types::data_type wanted) {
  bound const& b = find(table, text, wanted);
  exec::batch in;
  exec::environment with(in.memory, *session_);
  for (std::size_t i = 0; i != row.size(); ++i)
    in.columns.push_back(exec::constant_column(in.memory, row[i], table.columns[i].type, 1));
  in.rows = {nullptr, 1};
  return exec::value_at(exec::evaluate(*b.value, in, in.rows, with), 0);
}

types::data_type stored_expressions::bind(catalog::table_definition const& table,
                                          std::string_view text, types::data_type wanted) {
  return find(table, text, wanted).value->type;
}

}  // namespace helios::sql
