// helios/sql/impl/bind/insert.ipp -- INSERT: which columns, from VALUES with DEFAULT cells or from
// a query.
#pragma once

#include <helios/sql/impl/bind/binder.hpp>

#include <algorithm>
#include <numeric>

namespace helios::sql::binding {

namespace detail {

/// A column that INSERT gives values, and where its name was written.
struct inserted {
  std::size_t position = 0;
  ast::position at;
};

[[nodiscard]] inline std::vector<inserted> insert_columns(scope const& in, found_table const& of,
                                                          ast::insert const& tree) {
  std::vector<inserted> columns;
  for (auto const& e : tree.columns) {
    std::size_t const position = target_column(in, of, *e);
    for (inserted const& known : columns)
      if (known.position == position)
        throw error(errc::duplicate_column,
                    "column \"" + of.table->columns[position].name + "\" specified more than once")
            .at(in.place(e->at));
    columns.push_back({position, e->at});
  }
  if (!tree.columns.empty()) return columns;
  for (std::size_t i = 0; i != of.table->columns.size(); ++i) columns.push_back({i, tree.at});
  return columns;
}

/// As many columns as there are values: fewer only if none was named.
inline void fit(scope const& in, ast::insert const& tree, std::vector<inserted>& columns,
                std::size_t width, ast::position first_too_many) {
  if (width > columns.size())
    throw error(errc::syntax_error, "INSERT has more expressions than target columns")
        .at(in.place(first_too_many));
  if (width < columns.size() && !tree.columns.empty())
    throw error(errc::syntax_error, "INSERT has more target columns than expressions")
        .at(in.place(columns[width].at));
  columns.resize(width);
}

[[nodiscard]] inline bool is_default(ast::expression const& e) noexcept {
  return e.kind == ast::expression_kind::default_;
}

/// OVERRIDING USER VALUE: what is given for an identity column does not count.
[[nodiscard]] inline bool ignored(ast::insert const& tree, catalog::column_definition const& c) {
  return tree.override_ == ast::insert::overriding::user &&
         c.identity != catalog::identity_kind::none;
}

inline void check_writable(scope const& in, ast::insert const& tree,
                           catalog::column_definition const& c, ast::position at) {
  bool const identity = c.identity == catalog::identity_kind::always &&
                        tree.override_ != ast::insert::overriding::system;
  if (!identity && !c.generated_text) return;
  error refused(errc::generated_always,
                "cannot insert a non-DEFAULT value into column \"" + c.name + '"');
  std::string const hint = c.generated_text ? "" : "Use OVERRIDING SYSTEM VALUE to override.";
  throw std::move(refused).detail(why_only_default(c)).hint(hint).at(in.place(at));
}

inline void insert_values(scope& level, ast::insert const& tree, ast::values const& source,
                          found_table const& of, plan::change& to) {
  scope in{level.of, &level, nullptr};
  in.refusal = "aggregate functions are not allowed in VALUES";
  std::vector<inserted> columns = insert_columns(in, of, tree);
  std::size_t const width = source.rows[0].size();
  for (ast::expressions const& row : source.rows)
    if (row.size() != width)
      throw error(errc::syntax_error, "VALUES lists must all be the same length")
          .at(in.place(row.empty() ? source.at : start_of(*row[0])));
  fit(in, tree, columns, width,
      width > columns.size() ? start_of(*source.rows[0][columns.size()]) : source.at);
  auto values = std::make_unique<plan::values>();
  values->rows.resize(source.rows.size());
  for (std::size_t c = 0; c != width; ++c) {
    catalog::column_definition const& column = of.table->columns[columns[c].position];
    bool const untouched =
        ignored(tree, column) ||
        std::all_of(source.rows.begin(), source.rows.end(),
                    [&](ast::expressions const& row) { return is_default(*row[c]); });
    if (untouched) continue;
    to.targets.push_back(columns[c].position);
    values->columns.push_back(in.of.new_column(column.type, column.name));
    for (std::size_t r = 0; r != source.rows.size(); ++r) {
      ast::expression const& cell = *source.rows[r][c];
      if (!is_default(cell)) check_writable(in, tree, column, start_of(cell));
      values->rows[r].push_back(is_default(cell)
                                    ? default_of(in, of, column)
                                    : assign(in, column, bind(in, cell), start_of(cell)));
    }
  }
  to.from.root = std::move(values);
}

inline void insert_query(scope& level, ast::insert const& tree, found_table const& of,
                         plan::change& to) {
  std::vector<inserted> columns = insert_columns(level, of, tree);
  ast::query const& source = *tree.source;
  node_ptr node = bind_query(level.of, &level, nullptr, source, {true});
  fit(level, tree, columns, node->columns.size(), column_place(source, columns.size()));
  auto project = std::make_unique<plan::project>();
  for (std::size_t i = 0; i != columns.size(); ++i) {
    catalog::column_definition const& column = of.table->columns[columns[i].position];
    if (ignored(tree, column)) continue;
    ast::position const at = column_place(source, i);
    check_writable(level, tree, column, at);
    if (node->columns[i].type.id == type_id::unknown)
      written_at(level.of, at, [&] { retype(level.of, *node, i, column.type); });
    plan::column const& c = node->columns[i];
    project->values.push_back(
        assign(level, column, exec::make_column(c.number, c.type, c.name), at));
    project->columns.push_back(level.of.new_column(column.type, column.name));
    to.targets.push_back(columns[i].position);
  }
  project->inputs.push_back(std::move(node));
  to.from.root = std::move(project);
}

[[nodiscard]] inline ast::values const* plain_values(ast::query const& source) noexcept {
  bool const plain = source.kind == ast::statement_kind::values && source.with.tables.empty() &&
                     source.tail.order.empty() && !source.tail.limit && !source.tail.offset;
  return plain ? static_cast<ast::values const*>(&source) : nullptr;
}

}  // namespace detail

void bind_insert(scope& level, ast::insert const& tree, plan::change& to) {
  to.what = plan::change::type::insert;
  found_table const of = find_target_table(level, tree.table, "insert into");
  to.table = of.table;
  if (!tree.source) {
    to.from.root = one_row();
  } else if (auto const* const values = detail::plain_values(*tree.source)) {
    detail::insert_values(level, tree, *values, of, to);
  } else {
    detail::insert_query(level, tree, of, to);
  }
  bind_conflict(level, tree, of, to);
  std::string_view const alias =
      tree.table.alias.empty() ? tree.table.name.object().text : tree.table.alias.text;
  bind_returning(level, tree.returning, of, alias, {}, to);
}

}  // namespace helios::sql::binding
