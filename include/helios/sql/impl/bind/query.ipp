// helios/sql/impl/bind/query.ipp -- any query: WITH around it, ORDER BY and LIMIT behind it; VALUES
// and set operations.
#pragma once

#include <helios/base/stack.hpp>
#include <helios/sql/impl/bind/binder.hpp>

#include <algorithm>

namespace helios::sql::binding {

using exec::make_column;

node_ptr bind_query(context& of, scope* outer, frame* boundary, ast::query const& tree,
                    query_wish wish) {
  scope level{of, outer, boundary};
  check_depth(level, tree.at);
  if (tree.with.tables.empty()) return bind_query_body(of, outer, boundary, tree, wish);
  std::deque<common_table> tables;
  level.tables = &tables;
  bind_with(level, tree.with);
  node_ptr node = bind_query_body(of, &level, nullptr, tree, wish);
  inline_tables(level, node);
  return node;
}

node_ptr bind_query_body(context& of, scope* outer, frame* boundary, ast::query const& tree,
                         query_wish wish) {
  if (!tree.tail.locks.empty()) of.query->for_update = true;
  switch (tree.kind) {
    case ast::statement_kind::select:
      return bind_select(of, outer, boundary, static_cast<ast::select const&>(tree), wish);
    case ast::statement_kind::values:
      return bind_values(of, outer, boundary, static_cast<ast::values const&>(tree), wish);
    default:
      HELIOS_EXPECTS(tree.kind == ast::statement_kind::set_operation);
      return bind_set_operation(of, outer, boundary, static_cast<ast::set_operation const&>(tree));
  }
}

ast::position column_place(ast::query const& tree, std::size_t i) {
  ast::query const* q = &tree;
  while (q->kind == ast::statement_kind::set_operation)
    q = static_cast<ast::set_operation const*>(q)->left.get();
  if (q->kind == ast::statement_kind::values) {
    auto const& rows = static_cast<ast::values const*>(q)->rows;
    return i < rows[0].size() ? start_of(*rows[0][i]) : q->at;
  }
  auto const& targets = static_cast<ast::select const*>(q)->targets;
  return i < targets.size() ? start_of(*targets[i].value) : q->at;
}

// ---- types of columns ---------------------------------------------------------------------------

void retype(context const& of, plan::node& in, std::size_t i, data_type to) {
  check_stack();
  auto const cast = [&](expression_ptr& e) {
    e = written_at(of, {}, std::span(&e, 1),
                   [&] { return exec::make_cast(e, to, types::cast_context::implicit); });
  };
  plan::column& column = in.columns[i];
  HELIOS_EXPECTS(column.type.id == type_id::unknown);
  column.type = to;
  switch (in.kind) {
    case plan::node_kind::values:
      for (expressions& row : plan::as<plan::values>(in).rows) cast(row[i]);
      return;
    case plan::node_kind::project: {
      expression_ptr& value = plan::as<plan::project>(in).values[i];
      if (value->kind != exec::expression_kind::column) return cast(value);
      std::vector<plan::column> const& below = in.inputs[0]->columns;
      auto const at = std::find_if(below.begin(), below.end(),
                                   [&](plan::column const& c) { return c.number == value->index; });
      HELIOS_EXPECTS(at != below.end());
      retype(of, *in.inputs[0], static_cast<std::size_t>(at - below.begin()), to);
      value = make_column(at->number, to, at->name);
      return;
    }
    default: retype(of, *in.inputs[0], i, to);  // it passes its input's columns on
  }
}

node_ptr cast_columns(scope& in, node_ptr node, std::span<data_type const> to,
                      types::cast_context context) {
  bool const fits = std::equal(to.begin(), to.end(), node->columns.begin(), node->columns.end(),
                               [](data_type t, plan::column const& c) {
                                 return t == c.type || t == without_modifiers(c.type);
                               });
  if (fits) return node;
  auto project = std::make_unique<plan::project>();
  for (std::size_t i = 0; i != to.size(); ++i) {
    plan::column const& c = node->columns[i];
    project->columns.push_back(in.of.new_column(to[i], c.name));
    project->values.push_back(
        exec::make_cast(make_column(c.number, c.type, c.name), to[i], context));
  }
  project->inputs.push_back(std::move(node));
  return project;
}

// ---- VALUES -------------------------------------------------------------------------------------

node_ptr bind_values(context& of, scope* outer, frame* boundary, ast::values const& tree,
                     query_wish wish) {
  scope in{of, outer, boundary};
  in.refusal = "aggregate functions are not allowed in VALUES";
  auto values = std::make_unique<plan::values>();
  std::size_t const width = tree.rows[0].size();
  for (ast::expressions const& row : tree.rows) {
    if (row.size() != width)
      throw error(errc::syntax_error, "VALUES lists must all be the same length")
          .at(of.place(row.empty() ? tree.at : start_of(*row[0])));
    expressions bound;
    for (auto const& e : row) bound.push_back(bind(in, *e));
    values->rows.push_back(std::move(bound));
  }
  for (std::size_t c = 0; c != width; ++c) {
    expressions column;
    std::vector<ast::position> places;
    for (std::size_t r = 0; r != values->rows.size(); ++r) {
      column.push_back(values->rows[r][c]);
      places.push_back(start_of(*tree.rows[r][c]));
    }
    bool const untyped = std::all_of(column.begin(), column.end(), [](expression_ptr const& e) {
      return e->type.id == type_id::unknown;
    });
    bool const keep = untyped && wish.keep_unknown && tree.tail.order.empty();
    data_type const type = keep ? data_type() : unify(in, "VALUES", column, places);
    for (std::size_t r = 0; r != values->rows.size(); ++r)
      values->rows[r][c] = std::move(column[r]);
    values->columns.push_back(of.new_column(type, "column" + std::to_string(c + 1)));
  }
  return add_tail(in, std::move(values), tree);
}

// ---- set operations -----------------------------------------------------------------------------

namespace detail {

[[nodiscard]] inline std::string_view word_of(ast::set_operation::type what) noexcept {
  switch (what) {
    case ast::set_operation::type::unite: return "UNION";
    case ast::set_operation::type::intersect: return "INTERSECT";
    case ast::set_operation::type::except: return "EXCEPT";
  }
  HELIOS_UNREACHABLE();
}

[[nodiscard]] inline exec::set_kind kind_of(ast::set_operation const& tree) noexcept {
  switch (tree.what) {
    case ast::set_operation::type::unite: return exec::set_kind::union_;
    case ast::set_operation::type::intersect:
      return tree.all ? exec::set_kind::intersect_all : exec::set_kind::intersect;
    case ast::set_operation::type::except:
      return tree.all ? exec::set_kind::except_all : exec::set_kind::except;
  }
  HELIOS_UNREACHABLE();
}

/// The type of column i of both, which they then have.
[[nodiscard]] inline data_type unify_columns(scope& in, ast::set_operation const& tree,
                                             plan::node& left, plan::node& right, std::size_t i) {
  data_type const a = left.columns[i].type, b = right.columns[i].type;
  data_type const common = types::common_type(a, b);
  ast::position const place = column_place(*tree.right, i);
  if (common.id == type_id::unknown && (a.id != common.id || b.id != common.id))
    throw error(errc::datatype_mismatch, std::string(word_of(tree.what)) + " types " +
                                             types::name(a) + " and " + types::name(b) +
                                             " cannot be matched")
        .at(in.place(place));
  data_type const to = common.id == type_id::unknown ? data_type(type_id::text)
                       : a == b                      ? a
                                                     : common;
  if (!tree.all || tree.what != ast::set_operation::type::unite)
    require_equality(in, to, column_place(*tree.left, i));
  written_at(in.of, column_place(*tree.left, i), [&] {
    if (a.id == type_id::unknown) retype(in.of, left, i, to);
  });
  written_at(in.of, place, [&] {
    if (b.id == type_id::unknown) retype(in.of, right, i, to);
  });
  return to;
}

}  // namespace detail

node_ptr combine(scope& in, ast::set_operation const& tree, node_ptr left, node_ptr right) {
  if (left->columns.size() != right->columns.size())
    throw error(errc::syntax_error, "each " + std::string(detail::word_of(tree.what)) +
                                        " query must have the same number of columns")
        .at(in.place(column_place(*tree.right, 0)));
  std::vector<data_type> to;
  for (std::size_t i = 0; i != left->columns.size(); ++i)
    to.push_back(detail::unify_columns(in, tree, *left, *right, i));
  auto node = std::make_unique<plan::set_operation>();
  node->how = detail::kind_of(tree);
  node->append = tree.all && tree.what == ast::set_operation::type::unite;
  for (std::size_t i = 0; i != to.size(); ++i)
    node->columns.push_back(in.of.new_column(to[i], left->columns[i].name));
  node->inputs.push_back(cast_columns(in, std::move(left), to));
  node->inputs.push_back(cast_columns(in, std::move(right), to));
  return node;
}

// A chain of UNIONs leans to the left: it is walked, not recursed into.
node_ptr bind_set_operation(context& of, scope* outer, frame* boundary,
                            ast::set_operation const& tree) {
  scope in{of, outer, boundary};
  auto const goes_on = [](ast::query const& q) {
    return q.kind == ast::statement_kind::set_operation && q.with.tables.empty();
  };
  std::vector<ast::set_operation const*> chain{&tree};
  while (goes_on(*chain.back()->left))
    chain.push_back(static_cast<ast::set_operation const*>(chain.back()->left.get()));
  node_ptr node = bind_query(of, outer, boundary, *chain.back()->left, {true});
  for (std::size_t i = chain.size(); i-- != 0;) {
    ast::set_operation const& next = *chain[i];
    node_ptr right = bind_query(of, outer, boundary, *next.right, {true});
    node = add_tail(in, combine(in, next, std::move(node), std::move(right)), next);
  }
  return node;
}

}  // namespace helios::sql::binding
