// helios/sql/impl/bind/assignment.ipp -- what changes write: their table, the types of its columns,
// DEFAULT, SET, RETURNING.
#pragma once

#include <helios/sql/impl/bind/binder.hpp>
#include <helios/sql/parse.hpp>

#include <algorithm>

namespace helios::sql::binding {

found_table find_target_table(scope& in, ast::change_target const& to, std::string_view verb) {
  found_table found = find_table(in, to.name, {});
  std::string const name(to.name.object().text);
  auto const cannot = [&](std::string_view what) {
    return "cannot " + std::string(verb) + ' ' + std::string(what) + " \"" + name + '"';
  };
  if (!found.table)
    throw error(found.view ? errc::object_not_in_prerequisite_state : errc::wrong_object_type,
                cannot(found.view ? "view" : "system table"))
        .hint(found.view ? "Change the tables that the view reads." : "")
        .at(in.place(to.name.at));
  if (found.state != 0)
    throw error(errc::read_only_sql_transaction,
                cannot("table") + ": it is read on another branch or at another time")
        .hint("USE BRANCH makes a branch the one that statements write to.")
        .at(in.place(to.name.at));
  return found;
}

expression_ptr assign(scope& in, catalog::column_definition const& to, expression_ptr value,
                      ast::position at) {
  types::cast_rule const rule = types::find_cast(value->type, to.type);
  bool const another = value->type.id != to.type.id || types::has_kinds(to.type.id);
  if (another && !types::permits(rule, types::cast_context::assignment))
    throw error(errc::datatype_mismatch, "column \"" + to.name + "\" is of type " +
                                             types::name(to.type) + " but expression is of type " +
                                             types::name(value->type))
        .hint("You will need to rewrite or cast the expression.")
        .at(in.place(at));
  return written_at(in.of, at, std::span(&value, 1), [&] {
    return exec::make_cast(value, to.type, types::cast_context::assignment);
  });
}

expression_ptr default_of(scope& in, found_table const& of,
                          catalog::column_definition const& column) {
  if (column.default_text) {
    arena memory;
    std::string_view const text = *column.default_text;
    // As table_writer::default_of() has it, whatever the session's search path is.
    expression_ptr const value = bind_expression(*parse_expression(text, memory), text,
                                                 of.table.get(), nullptr, column.type);
    return exec::make_cast(value, column.type, types::cast_context::assignment);
  }
  if (raw(column.sequence) != 0) {
    catalog::catalog_reader const& catalog = in.of.of->catalog(of.state);
    catalog::sequence_ptr const sequence = catalog.find_sequence(column.sequence);
    auto const schema = sequence ? catalog.find(sequence->schema) : std::nullopt;
    if (!schema)
      throw error(errc::data_corrupted, "column \"" + column.name + "\" has lost its sequence");
    std::string const name = quote_name(schema->name) + '.' + quote_name(sequence->name);
    return exec::make_cast(
        exec::make_call("nextval", {exec::make_constant(types::value::text(name))}), column.type,
        types::cast_context::assignment);
  }
  return exec::make_constant({}, column.type);
}

namespace detail {

std::size_t target_column(scope const& in, found_table const& of, ast::expression const& e) {
  if (e.kind != ast::expression_kind::column)
    not_supported(in, "changing a part of a column", e.at);
  std::string_view const name = static_cast<ast::column const&>(e).parts.back().text;
  return written_at(in.of, e.at, [&] { return of.table->column_at(name); });
}

std::string why_only_default(catalog::column_definition const& column) {
  return "Column \"" + column.name +
         (column.generated_text ? "\" is a generated column."
                                : "\" is an identity column defined as GENERATED ALWAYS.");
}

/// The value that SET gives a column.
[[nodiscard]] inline expression_ptr value_for(scope& in, found_table const& of,
                                              std::size_t position, ast::expression const& value,
                                              ast::position at) {
  catalog::column_definition const& column = of.table->columns[position];
  bool const plain_default = value.kind == ast::expression_kind::default_;
  bool const computed = column.generated_text.has_value();
  if (!plain_default && (computed || column.identity == catalog::identity_kind::always))
    throw error(errc::generated_always,
                "column \"" + column.name + "\" can only be updated to DEFAULT")
        .detail(why_only_default(column))
        .at(in.place(at));
  if (plain_default) return computed ? nullptr : default_of(in, of, column);
  return assign(in, column, bind(in, value), start_of(value));
}

/// Column i of a subquery that yields several, as a subquery of its own.
[[nodiscard]] inline expression_ptr column_of(scope& in, ast::subquery const& e, std::size_t i,
                                              std::size_t count) {
  frame border;
  node_ptr root = bind_query(in.of, &in, &border, *e.query);
  if (root->columns.size() != count)
    throw error(errc::syntax_error, "number of columns does not match number of values")
        .at(in.place(e.at));
  plan::column const c = root->columns[i];
  auto one = std::make_unique<plan::project>();
  one->columns.push_back(in.of.new_column(c.type, c.name));
  one->values.push_back(exec::make_column(c.number, c.type, c.name));
  one->inputs.push_back(std::move(root));
  plan::subquery s;
  s.root = std::move(one);
  return add_subquery(in, std::move(s), border, c.type);
}

inline void set_several(scope& in, found_table const& of, ast::assignment const& a,
                        std::vector<new_value>& to) {
  std::size_t const count = a.columns.size();
  auto const position = [&](std::size_t i) { return target_column(in, of, *a.columns[i]); };
  if (a.value->kind == ast::expression_kind::subquery) {
    auto const& query = static_cast<ast::subquery const&>(*a.value);
    for (std::size_t i = 0; i != count; ++i) {
      catalog::column_definition const& column = of.table->columns[position(i)];
      to.push_back({position(i), assign(in, column, column_of(in, query, i, count), query.at)});
    }
    return;
  }
  if (a.value->kind != ast::expression_kind::row)
    throw error(errc::feature_not_supported,
                "source for a multiple-column UPDATE item must be a "
                "sub-SELECT or ROW() expression")
        .at(in.place(a.value->at));
  auto const& fields = static_cast<ast::row const&>(*a.value).fields;
  if (fields.size() != count)
    throw error(errc::syntax_error, "number of columns does not match number of values")
        .at(in.place(a.value->at));
  for (std::size_t i = 0; i != count; ++i)
    to.push_back({position(i), value_for(in, of, position(i), *fields[i], a.columns[i]->at)});
}

}  // namespace detail

std::vector<new_value> bind_set(scope& in, found_table const& of, ast::list<ast::assignment> set) {
  refuse_aggregates const none(in.refusal, "aggregate functions are not allowed in UPDATE");
  std::vector<new_value> values;
  for (ast::assignment const& a : set) {
    std::size_t const before = values.size();
    if (a.several && (a.columns.size() > 1 || a.value->kind == ast::expression_kind::row)) {
      detail::set_several(in, of, a, values);
    } else {
      std::size_t const at = detail::target_column(in, of, *a.columns[0]);
      values.push_back({at, detail::value_for(in, of, at, *a.value, a.columns[0]->at)});
    }
    for (std::size_t i = before; i != values.size(); ++i) {
      bool const twice =
          std::any_of(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(i),
                      [&](new_value const& v) { return v.position == values[i].position; });
      if (twice)
        throw error(errc::syntax_error, "multiple assignments to same column \"" +
                                            of.table->columns[values[i].position].name + '"')
            .at(in.place(a.columns[0]->at));
    }
  }
  std::erase_if(values, [](new_value const& v) { return !v.value; });
  return values;
}

void bind_returning(scope& in, ast::list<ast::target> targets, found_table const& of,
                    std::string_view alias, std::vector<relation> others, plan::change& to) {
  for (catalog::column_definition const& c : of.table->columns)
    to.returned.push_back(in.of.new_column(c.type, c.name));
  if (targets.empty()) return;
  relation changed = relation_over(to.returned, std::string(alias));
  changed.table = of.table;
  scope after{in.of, in.outer, in.boundary};
  after.tables = in.tables;
  after.refusal = "aggregate functions are not allowed in RETURNING";
  after.relations.push_back(std::move(changed));
  for (relation& r : others) after.relations.push_back(std::move(r));
  for (target& t : bind_targets(after, targets)) {
    expression_ptr value = settle(std::move(t.value));
    to.returning_columns.push_back(in.of.new_column(value->type, t.label));
    to.returning.push_back(std::move(value));
  }
}

}  // namespace helios::sql::binding
