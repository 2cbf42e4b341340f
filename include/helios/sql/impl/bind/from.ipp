// helios/sql/impl/bind/from.ipp -- what FROM reads besides tables: queries and functions; and how
// its items come together.
#pragma once

#include <helios/base/stack.hpp>
#include <helios/plan/array_rows.hpp>
#include <helios/sql/impl/bind/binder.hpp>

#include <algorithm>

namespace helios::sql::binding {

using exec::expression_kind;

node_ptr one_row() {
  auto row = std::make_unique<plan::values>();
  row->rows.emplace_back();
  return row;
}

node_ptr filter_by(node_ptr in, expression_ptr condition) {
  auto filter = std::make_unique<plan::filter>();
  filter->columns = in->columns;
  filter->conditions.push_back(std::move(condition));
  filter->inputs.push_back(std::move(in));
  return filter;
}

namespace detail {

[[nodiscard]] inline bool comes_from(exec::expression const& e, plan::node const& n) {
  check_stack();
  if (e.kind == expression_kind::column)
    return std::any_of(n.columns.begin(), n.columns.end(),
                       [&](plan::column const& c) { return c.number == e.index; });
  return std::all_of(e.operands.begin(), e.operands.end(),
                     [&](expression_ptr const& o) { return comes_from(*o, n); });
}

}  // namespace detail

node_ptr join_nodes(exec::join_kind how, node_ptr left, node_ptr right,
                    std::vector<frame::crossing>& needs) {
  auto join = std::make_unique<plan::join>();
  join->how = how;
  std::erase_if(needs, [&](frame::crossing const& c) {
    if (!detail::comes_from(*c.value, *left)) return false;
    join->slots.push_back(c.slot);
    join->slot_values.push_back(c.value);
    return true;
  });
  join->columns = left->columns;
  join->columns.insert(join->columns.end(), right->columns.begin(), right->columns.end());
  join->inputs.push_back(std::move(left));
  join->inputs.push_back(std::move(right));
  return join;
}

// ---- queries ------------------------------------------------------------------------------------

namespace detail {

[[nodiscard]] inline from_part bind_derived(scope& in, ast::derived_table const& item) {
  if (item.alias.name.empty()) {
    bool const values = item.query->kind == ast::statement_kind::values;
    throw error(errc::syntax_error, values ? "VALUES in FROM must have an alias"
                                           : "subquery in FROM must have an alias")
        .hint(values ? "For example, FROM (VALUES ...) [AS] foo."
                     : "For example, FROM (SELECT ...) [AS] foo.")
        .at(in.place(item.at));
  }
  from_part to;
  if (item.lateral) {
    frame border;
    while_set<bool> const see_siblings(in.open, true);
    to.node = bind_query(in.of, &in, &border, *item.query);
    to.needs = std::move(border.sets);
  } else {
    to.node = bind_query(in.of, &in, nullptr, *item.query);
  }
  relation r = relation_over(to.node->columns, {});
  rename(in, r, item.alias, item.at);
  to.relations.push_back(std::move(r));
  return to;
}

// ---- functions ----------------------------------------------------------------------------------

/// generate_series over whole numbers or times; integers stay integers.
[[nodiscard]] inline node_ptr make_series(scope& in, expressions arguments, ast::position at) {
  bool times = false, narrow = true;
  std::vector<data_type> given;
  for (expression_ptr const& a : arguments) {
    type_id const id = a->type.id;
    given.push_back(a->type);
    times = times || id == type_id::timestamp || id == type_id::date || id == type_id::interval;
    narrow = narrow && (id == type_id::int2 || id == type_id::int4 || id == type_id::unknown);
  }
  if (times ? arguments.size() != 3 : arguments.size() < 2 || arguments.size() > 3)
    written_at(in.of, at, [&] { exec::detail::throw_unresolved("generate_series", given, false); });
  if (!times && arguments.size() == 2)
    arguments.push_back(exec::make_constant(types::value(std::int64_t{1})));
  for (std::size_t i = 0; i != arguments.size(); ++i) {
    if (narrow && !times && arguments[i]->type.id == type_id::unknown)
      arguments[i] = written_at(in.of, at, std::span(&arguments[i], 1), [&] {
        return exec::make_cast(arguments[i], type_id::int4, types::cast_context::implicit);
      });
    type_id const wanted = !times ? type_id::int8 : i == 2 ? type_id::interval : type_id::timestamp;
    if (types::permits(types::find_cast(arguments[i]->type, wanted),
                       types::cast_context::implicit)) {
      arguments[i] = written_at(in.of, at, std::span(&arguments[i], 1), [&] {
        return exec::make_cast(arguments[i], wanted, types::cast_context::implicit);
      });
    } else if (arguments[i]->type.id == type_id::numeric ||
               arguments[i]->type.id == type_id::timestamptz) {
      not_supported(in, "generate_series over " + types::name(arguments[i]->type), at);
    } else {
      written_at(in.of, at,
                 [&] { exec::detail::throw_unresolved("generate_series", given, false); });
    }
  }
  auto series = std::make_unique<plan::series>();
  series->columns.push_back(
      in.of.new_column(times ? type_id::timestamp : type_id::int8, "generate_series"));
  series->arguments = std::move(arguments);
  if (times || !narrow) return series;
  data_type const integer[] = {type_id::int4};
  return cast_columns(in, std::move(series), integer, types::cast_context::explicit_);
}

/// unnest: a column per array.
[[nodiscard]] inline node_ptr make_unnest(scope& in, expressions arguments, ast::position at) {
  std::vector<data_type> given;
  for (expression_ptr const& a : arguments) given.push_back(a->type);
  auto rows = std::make_unique<plan::rows>();
  rows->source = std::make_shared<plan::array_rows>();
  for (data_type const t : given) {
    if (t.id != type_id::array)
      written_at(in.of, at, [&] { exec::detail::throw_unresolved("unnest", given, false); });
    rows->columns.push_back(in.of.new_column(types::element_of(t), "unnest"));
  }
  rows->arguments = std::move(arguments);
  return rows;
}

[[nodiscard]] inline node_ptr one_value(scope& in, expression_ptr value, std::string name) {
  auto project = std::make_unique<plan::project>();
  project->columns.push_back(in.of.new_column(value->type, std::move(name)));
  project->values.push_back(std::move(value));
  project->inputs.push_back(one_row());
  return project;
}

// What it yields, and whether its one column takes the alias for its name.
[[nodiscard]] inline std::pair<node_ptr, bool> call_in_from(scope& in, ast::expression const& e) {
  if (e.kind != ast::expression_kind::call)
    return {one_value(in, settle(bind(in, e)), label_of(e)), true};
  auto const& call = static_cast<ast::call const&>(e);
  std::string const name(call.function.object().text);
  bool const qualified = call.function.parts.size() > 1;
  std::string const schema(qualified ? call.function.parts[0].text : std::string_view());
  expressions arguments;
  bool const ours = !qualified || schema == "pg_catalog";
  bool const series = ours && name == "generate_series";
  bool const unnest = ours && name == "unnest" && !call.arguments.empty();
  std::vector<plan::column> columns;
  std::shared_ptr<plan::row_source const> const source =
      series || unnest ? nullptr : in.of.of->find_rows(schema, name, columns);
  if (!series && !unnest && !source) return {one_value(in, settle(bind(in, e)), label_of(e)), true};
  for (ast::argument const& a : call.arguments) arguments.push_back(bind(in, *a.value));
  if (series) return {make_series(in, std::move(arguments), e.at), true};
  if (unnest) {
    bool const one = arguments.size() == 1;
    return {make_unnest(in, std::move(arguments), e.at), one};
  }
  auto rows = std::make_unique<plan::rows>();
  rows->source = source;
  for (expression_ptr& a : arguments) rows->arguments.push_back(settle(std::move(a)));
  for (plan::column const& c : columns) rows->columns.push_back(in.of.new_column(c.type, c.name));
  return {std::move(rows), false};
}

[[nodiscard]] inline from_part bind_function(scope& in, ast::function_table const& item) {
  if (item.calls.size() != 1) not_supported(in, "ROWS FROM with several functions", item.at);
  if (item.ordinality) not_supported(in, "WITH ORDINALITY", item.at);
  for (ast::column_alias const& c : item.alias.columns)
    if (c.type)
      throw error(errc::syntax_error,
                  "a column definition list is only allowed for functions returning \"record\"")
          .at(in.place(item.at));
  frame border;
  while_set<bool> const see_siblings(in.open, true);
  scope inside{in.of, &in, &border};
  inside.refusal = "aggregate functions are not allowed in functions in FROM";
  from_part to;
  bool named_by_alias = false;
  std::tie(to.node, named_by_alias) = call_in_from(inside, *item.calls[0]);
  to.needs = std::move(border.sets);
  relation r = relation_over(to.node->columns, label_of(*item.calls[0]));
  if (named_by_alias && !item.alias.name.empty()) r.fields[0].name = item.alias.name.text;
  rename(in, r, item.alias, item.at);
  to.relations.push_back(std::move(r));
  return to;
}

}  // namespace detail

// ---- the list -----------------------------------------------------------------------------------

void check_unique_names(scope const& in, std::span<relation const> left,
                        std::span<relation const> right, ast::position at) {
  // Names and conditions are compared table by table: a chain of 1,000 joins takes a second to
  // plan.
  constexpr std::size_t most = 1600;
  if (left.size() + right.size() > most)
    throw error(errc::program_limit_exceeded, "too many tables in one FROM")
        .detail("There may be " + std::to_string(most) + ".")
        .at(in.place(at));
  for (relation const& r : right) {
    if (r.name.empty() || !r.named) continue;
    for (relation const& l : left) {
      bool const two_tables =
          !l.schema.empty() && !r.schema.empty() && (l.schema != r.schema || l.branch != r.branch);
      if (l.named && l.name == r.name && !two_tables)
        throw error(errc::duplicate_alias, "table name \"" + r.name + "\" specified more than once")
            .at(in.place(at));
    }
  }
}

from_part bind_from(scope& in, ast::from_item const& item, ast::period const* when) {
  check_depth(in, item.at);
  switch (item.kind) {
    case ast::from_kind::table: return bind_table(in, static_cast<ast::table const&>(item), when);
    case ast::from_kind::derived_table:
      return detail::bind_derived(in, static_cast<ast::derived_table const&>(item));
    case ast::from_kind::function_table:
      return detail::bind_function(in, static_cast<ast::function_table const&>(item));
    case ast::from_kind::join: return bind_join(in, static_cast<ast::join const&>(item));
  }
  HELIOS_UNREACHABLE();
}

node_ptr bind_from_list(scope& in, ast::list<ast::ref<ast::from_item>> items,
                        ast::period const* when, node_ptr node) {
  while_set<bool> const closed(in.open, false);
  if (when != nullptr && when->what != ast::period::type::none &&
      (items.size() != 1 || items[0]->kind != ast::from_kind::table))
    throw error(errc::syntax_error, "a time behind WHERE needs exactly one table in FROM")
        .hint("Write the time behind the table that it is meant for.")
        .at(in.place(when->at));
  for (auto const& item : items) {
    from_part part = bind_from(in, *item, when);
    check_unique_names(in, in.relations, part.relations, item->at);
    node =
        node ? join_nodes(exec::join_kind::inner, std::move(node), std::move(part.node), part.needs)
             : std::move(part.node);
    HELIOS_EXPECTS(part.needs.empty());
    for (relation& r : part.relations) in.relations.push_back(std::move(r));
  }
  return node ? std::move(node) : one_row();
}

}  // namespace helios::sql::binding
