// helios/sql/impl/bind/with.ipp -- WITH: tables of one statement, shared, put in place, or
// recursive.
#pragma once

#include <helios/base/stack.hpp>
#include <helios/sql/impl/bind/binder.hpp>

#include <algorithm>
#include <string>
#include <unordered_set>

namespace helios::sql::binding {

namespace detail {

inline void name_columns(scope const& in, std::vector<plan::column>& columns,
                         ast::common_table const& tree) {
  if (tree.columns.size() > columns.size())
    throw error(errc::invalid_column_reference,
                "WITH query \"" + std::string(tree.name.text) + "\" has " +
                    std::to_string(columns.size()) + " columns available but " +
                    std::to_string(tree.columns.size()) + " columns specified")
        .at(in.place(tree.at));
  for (std::size_t i = 0; i != tree.columns.size(); ++i) columns[i].name = tree.columns[i].text;
}

[[nodiscard]] inline std::uint32_t new_shared(plan::query& q, std::string_view name) {
  q.shared.emplace_back();
  q.shared_names.emplace_back(name);
  return static_cast<std::uint32_t>(q.shared.size() - 1);
}

inline void refuse_tail(scope const& in, ast::query_tail const& tail) {
  auto const refuse = [&](std::string_view what, ast::expression const* where) {
    error refused(errc::feature_not_supported,
                  std::string(what) + " in a recursive query is not implemented");
    if (where == nullptr) throw refused;
    throw std::move(refused).at(in.place(start_of(*where)));
  };
  if (!tail.order.empty()) refuse("ORDER BY", tail.order[0].key.get());
  if (tail.offset) refuse("OFFSET", tail.offset.get());
  if (tail.limit) refuse("LIMIT", tail.limit.get());
  if (!tail.locks.empty()) refuse("FOR UPDATE/SHARE", nullptr);
}

// The first term gives the columns their types; the other's must fit them.
[[nodiscard]] inline node_ptr make_recursive(scope& level, common_table const& table,
                                             ast::set_operation const& tree, node_ptr first,
                                             node_ptr repeated) {
  std::vector<plan::column> const& columns = first->columns;
  if (repeated->columns.size() != columns.size())
    throw error(errc::syntax_error, "each UNION query must have the same number of columns")
        .at(level.place(column_place(*tree.right, 0)));
  std::vector<data_type> wanted;
  for (std::size_t i = 0; i != columns.size(); ++i) {
    data_type const own = columns[i].type;
    if (repeated->columns[i].type.id == type_id::unknown) retype(level.of, *repeated, i, own);
    data_type const overall = types::common_type(own, repeated->columns[i].type);
    if (overall.id != own.id)
      throw error(errc::datatype_mismatch,
                  "recursive query \"" + table.name + "\" column " + std::to_string(i + 1) +
                      " has type " + types::to_string(own) + " in non-recursive term but type " +
                      types::to_string(overall.id == type_id::unknown ? repeated->columns[i].type
                                                                      : overall) +
                      " overall")
          .hint("Cast the output of the non-recursive term to the correct type.")
          .at(level.place(column_place(*tree.left, i)));
    wanted.push_back(own);
  }
  auto node = std::make_unique<plan::recursive>();
  node->of = table.working;
  node->all = tree.all;
  for (plan::column const& c : columns)
    node->columns.push_back(level.of.new_column(c.type, c.name));
  node->inputs.push_back(std::move(first));
  node->inputs.push_back(cast_columns(level, std::move(repeated), wanted));
  return node;
}

[[nodiscard]] inline node_ptr bind_recursive(scope& level, frame& border, common_table& table,
                                             ast::common_table const& tree,
                                             ast::set_operation const& body) {
  table.at = common_table::stage::first_term;
  node_ptr first = bind_query(level.of, &level, &border, *body.left);
  table.columns = first->columns;
  name_columns(level, table.columns, tree);
  table.at = common_table::stage::repeated_term;
  table.working = new_shared(*level.of.query, table.name);
  node_ptr repeated = bind_query(level.of, &level, &border, *body.right, {true});
  bool const itself = table.references != 0;
  table.at = common_table::stage::done;
  table.references = 0;
  if (itself) {
    refuse_tail(level, body.tail);
    return make_recursive(level, table, body, std::move(first), std::move(repeated));
  }
  scope around{level.of, &level, &border};
  return add_tail(around, combine(around, body, std::move(first), std::move(repeated)), body);
}

}  // namespace detail

void bind_with(scope& level, ast::with_clause const& with) {
  std::unordered_set<std::string> names;
  for (common_table const& known : *level.tables) names.insert(known.name);
  for (ast::common_table const& tree : with.tables) {
    if (!names.emplace(tree.name.text).second)
      throw error(errc::duplicate_alias, "WITH query name \"" + std::string(tree.name.text) +
                                             "\" specified more than once")
          .at(level.place(tree.at));
    if (tree.body->kind > ast::statement_kind::set_operation)
      not_supported(level, "a statement that changes rows in WITH", tree.body->at);
    auto const& body = static_cast<ast::query const&>(*tree.body);
    common_table table;
    table.name = tree.name.text;
    table.keep = tree.how == ast::common_table::materialize::yes;
    table.number = detail::new_shared(*level.of.query, table.name);
    frame border;
    border.listens = true;
    node_ptr node;
    bool const unites =
        body.kind == ast::statement_kind::set_operation &&
        static_cast<ast::set_operation const&>(body).what == ast::set_operation::type::unite;
    if (with.recursive && unites && body.with.tables.empty()) {
      level.tables->push_back(std::move(table));
      node = detail::bind_recursive(level, border, level.tables->back(), tree,
                                    static_cast<ast::set_operation const&>(body));
    } else {
      node = bind_query(level.of, &level, &border, body);
      level.tables->push_back(std::move(table));
    }
    common_table& known = level.tables->back();
    known.columns = node->columns;
    known.reads = border.reads;
    detail::name_columns(level, known.columns, tree);
    level.of.query->shared[known.number] = std::move(node);
  }
}

std::optional<from_part> bind_common_table(scope& in, ast::table const& item) {
  common_table* found = nullptr;
  scope* level = &in;
  for (; level != nullptr && found == nullptr; level = level->outer) {
    if (level->tables == nullptr) continue;
    // From the last one: a chain of queries mostly reads the one before.
    for (auto t = level->tables->rbegin(); t != level->tables->rend() && found == nullptr; ++t)
      if (item.name.object() == t->name) found = &*t;
    if (found != nullptr) break;
  }
  if (found == nullptr) return std::nullopt;
  using stage = common_table::stage;
  auto const refuse = [&](std::string_view where) {
    throw error(errc::invalid_recursion, "recursive reference to query \"" + found->name +
                                             "\" must not appear " + std::string(where))
        .at(in.place(item.at));
  };
  if (found->at == stage::first_term) refuse("within its non-recursive term");
  bool inside_expression = false;
  for (scope* s = &in; s != level; s = s->outer) {
    if (s->boundary == nullptr || s->boundary->listens) continue;
    inside_expression = true;
    for (std::uint32_t const slot : found->reads) add_slot(s->boundary->reads, slot);
  }
  bool const itself = found->at == stage::repeated_term;
  if (itself && inside_expression) refuse("within a subquery");
  if (itself && found->references != 0) refuse("more than once");
  ++found->references;
  found->keep = found->keep || inside_expression;
  auto node = std::make_unique<plan::shared>();
  node->of = itself ? found->working : found->number;
  node->name = found->name;
  for (plan::column const& c : found->columns)
    node->columns.push_back(in.of.new_column(c.type, c.name));
  from_part to;
  relation r = relation_over(node->columns, found->name);
  rename(in, r, item.alias, item.at);
  to.relations.push_back(std::move(r));
  to.node = std::move(node);
  return to;
}

namespace detail {

/// Replaces the node that reads a shared query by the query.
inline bool put_in_place(node_ptr& at, std::uint32_t number, node_ptr& body) {
  check_stack();
  if (!at) return false;
  if (at->kind == plan::node_kind::shared && plan::as<plan::shared>(*at).of == number) {
    auto project = std::make_unique<plan::project>();
    project->columns = std::move(at->columns);
    for (plan::column const& c : body->columns)
      project->values.push_back(exec::make_column(c.number, c.type, c.name));
    project->inputs.push_back(std::move(body));
    at = std::move(project);
    return true;
  }
  // What each round of a recursive query reads is better made once.
  bool const rounds = at->kind == plan::node_kind::recursive;
  auto const end = rounds ? at->inputs.begin() + 1 : at->inputs.end();
  return std::any_of(at->inputs.begin(), end,
                     [&](node_ptr& input) { return put_in_place(input, number, body); });
}

}  // namespace detail

void inline_tables(scope& level, node_ptr& root) {
  std::vector<node_ptr>& shared = level.of.query->shared;
  for (common_table const& t : *level.tables) {
    if (t.keep || t.references != 1) continue;
    node_ptr body = std::move(shared[t.number]);
    bool done = detail::put_in_place(root, t.number, body);
    // Those behind it come first: one of them is its reader, mostly the next.
    for (std::size_t i = 1; !done && i != shared.size(); ++i)
      done = detail::put_in_place(shared[(t.number + i) % shared.size()], t.number, body);
    if (!done) shared[t.number] = std::move(body);
  }
}

}  // namespace helios::sql::binding
