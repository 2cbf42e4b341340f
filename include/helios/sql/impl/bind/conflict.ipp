// helios/sql/impl/bind/conflict.ipp -- ON CONFLICT, and SQLite's INSERT OR REPLACE and OR IGNORE.
#pragma once

#include <helios/sql/impl/bind/binder.hpp>

#include <algorithm>

namespace helios::sql::binding {

namespace detail {

using catalog::object_id;

[[nodiscard]] inline bool is_unique(catalog::constraint_definition const& c) noexcept {
  return c.kind == catalog::constraint_kind::primary_key ||
         c.kind == catalog::constraint_kind::unique;
}

/// The constraint or unique index over exactly these columns, in any order and however often named.
[[nodiscard]] inline std::optional<object_id> find_arbiter(catalog::table_definition const& table,
                                                           std::vector<column_id> columns) {
  std::sort(columns.begin(), columns.end());
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  auto const same_columns = [&](std::vector<column_id> of) {
    std::sort(of.begin(), of.end());
    return of == columns;
  };
  for (catalog::constraint_definition const& c : table.constraints)
    if (is_unique(c) && same_columns(c.columns)) return c.id;
  for (catalog::index_definition const& index : table.indexes) {
    std::vector<column_id> of;
    for (catalog::index_part const& p : index.parts) of.push_back(p.column);
    if (index.unique && index.predicate.empty() && same_columns(std::move(of))) return index.id;
  }
  return std::nullopt;
}

[[nodiscard]] inline std::optional<object_id> arbiter_of(scope const& in, ast::on_conflict const& c,
                                                         found_table const& of) {
  if (!c.constraint.empty()) {
    auto const* const known = of.table->find_constraint(c.constraint.text);
    if (known == nullptr)
      throw error(errc::undefined_object, "constraint \"" + std::string(c.constraint.text) +
                                              "\" for table \"" + of.table->name +
                                              "\" does not exist");
    if (!is_unique(*known))
      throw error(errc::wrong_object_type,
                  "constraint in ON CONFLICT clause has no associated index");
    return known->id;
  }
  if (c.columns.empty()) return std::nullopt;
  if (c.index_where)
    not_supported(in, "a partial index as the arbiter of ON CONFLICT", c.index_where->at);
  std::vector<column_id> columns;
  for (ast::index_element const& e : c.columns) {
    if (e.key->kind != ast::expression_kind::column)
      not_supported(in, "an expression as the arbiter of ON CONFLICT", e.key->at);
    std::string_view const name = static_cast<ast::column const&>(*e.key).parts.back().text;
    std::size_t const at = of.table->find_column(name);
    if (at == catalog::table_definition::npos)
      throw error(errc::undefined_column, "column \"" + std::string(name) + "\" does not exist")
          .at(in.place(e.key->at));
    columns.push_back(of.table->columns[at].id);
  }
  if (auto const found = find_arbiter(*of.table, std::move(columns))) return found;
  throw error(errc::invalid_column_reference,
              "there is no unique or exclusion constraint matching "
              "the ON CONFLICT specification");
}

[[nodiscard]] inline std::vector<plan::column> row_columns(scope const& in, found_table const& of) {
  std::vector<plan::column> columns;
  for (catalog::column_definition const& c : of.table->columns)
    columns.push_back(in.of.new_column(c.type, c.name));
  return columns;
}

/// INSERT OR REPLACE: the row that is there takes all values of the new one.
inline void replace_row(found_table const& of, plan::change::on_conflict& to) {
  to.update = true;
  for (std::size_t i = 0; i != of.table->columns.size(); ++i) {
    if (of.table->columns[i].generated_text) continue;
    plan::column const& c = to.excluded[i];
    to.targets.push_back(i);
    to.values.push_back(exec::make_column(c.number, c.type, c.name));
  }
}

}  // namespace detail

void bind_conflict(scope& level, ast::insert const& tree, found_table const& of, plan::change& to) {
  ast::on_conflict const& c = tree.conflict;
  bool const stated = c.action != ast::on_conflict::type::none;
  if (!stated && tree.or_ == ast::insert::otherwise::unsaid) return;
  plan::change::on_conflict& on = to.conflict.emplace(plan::change::on_conflict{});
  on.existing = detail::row_columns(level, of);
  on.excluded = detail::row_columns(level, of);
  if (!stated) {
    if (tree.or_ == ast::insert::otherwise::replace) detail::replace_row(of, on);
    return;
  }
  if (c.action == ast::on_conflict::type::update && c.columns.empty() && c.constraint.empty())
    throw error(errc::syntax_error,
                "ON CONFLICT DO UPDATE requires inference specification or constraint name")
        .hint("For example, ON CONFLICT (column_name).");
  on.arbiter = detail::arbiter_of(level, c, of);
  if (c.action != ast::on_conflict::type::update) return;
  on.update = true;
  scope in{level.of, &level, nullptr};
  relation existing = relation_over(
      on.existing, std::string(tree.table.alias.empty() ? tree.table.name.object().text
                                                        : tree.table.alias.text));
  if (tree.table.alias.empty()) existing.schema = of.schema;
  in.relations.push_back(std::move(existing));
  in.relations.push_back(relation_over(on.excluded, "excluded"));
  for (new_value& v : bind_set(in, of, c.set)) {
    on.targets.push_back(v.position);
    on.values.push_back(std::move(v.value));
  }
  if (c.where) {
    refuse_aggregates const none(in.refusal, "aggregate functions are not allowed in WHERE");
    on.where = bind_condition(in, *c.where, "WHERE");
  }
}

}  // namespace helios::sql::binding
