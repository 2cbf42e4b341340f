// helios/sql/impl/bind/target.ipp -- the list of SELECT and RETURNING: stars, labels.
#pragma once

#include <helios/sql/impl/bind/binder.hpp>

namespace helios::sql::binding {

namespace detail {

/// Of what has no better name.
inline constexpr std::string_view unnamed = "?column?";

/// A label and how much it says: 0 nothing, 1 the kind of expression, 2 a name.
struct label {
  std::string_view text;
  int strength = 0;
};

[[nodiscard]] inline label find_label(ast::expression const& e);

[[nodiscard]] inline label label_of_node(ast::expression const&) { return {}; }
[[nodiscard]] inline label label_of_node(ast::column const& e) { return {e.parts.back().text, 2}; }
[[nodiscard]] inline label label_of_node(ast::field const& e) { return {e.name.text, 2}; }
[[nodiscard]] inline label label_of_node(ast::call const& e) {
  return {e.function.object().text, 2};
}
[[nodiscard]] inline label label_of_node(ast::subscript const& e) { return find_label(*e.operand); }
[[nodiscard]] inline label label_of_node(ast::collate const& e) { return find_label(*e.operand); }
[[nodiscard]] inline label label_of_node(ast::at_time_zone const&) { return {"timezone", 2}; }
[[nodiscard]] inline label label_of_node(ast::array const&) { return {"array", 2}; }
[[nodiscard]] inline label label_of_node(ast::row const&) { return {"row", 2}; }
[[nodiscard]] inline label label_of_node(ast::literal const&) { return {}; }
[[nodiscard]] inline label label_of_node(ast::cast const& e) {
  label const inner = find_label(*e.operand);
  return inner.strength > 1 ? inner : label{e.type.name.object().text, 1};
}
[[nodiscard]] inline label label_of_node(ast::case_ const& e) {
  label const inner = e.otherwise ? find_label(*e.otherwise) : label{};
  return inner.strength > 1 ? inner : label{"case", 1};
}
[[nodiscard]] inline label label_of_node(ast::current const& e) {
  using type = ast::current::type;
  switch (e.what) {
    case type::date: return {"current_date", 2};
    case type::time: return {"current_time", 2};
    case type::timestamp: return {"current_timestamp", 2};
    case type::localtime: return {"localtime", 2};
    case type::localtimestamp: return {"localtimestamp", 2};
    case type::role: return {"current_role", 2};
    case type::user: return {"current_user", 2};
    case type::session_user: return {"session_user", 2};
    case type::plain_user: return {"user", 2};
    case type::catalog: return {"current_catalog", 2};
    case type::schema: return {"current_schema", 2};
  }
  HELIOS_UNREACHABLE();
}
[[nodiscard]] inline label label_of_node(ast::subquery const& e) {
  if (e.what == ast::subquery::type::exists) return {"exists", 2};
  if (e.what == ast::subquery::type::array) return {"array", 2};
  ast::query const* q = e.query.get();
  while (q->kind == ast::statement_kind::set_operation)
    q = static_cast<ast::set_operation const*>(q)->left.get();
  if (q->kind == ast::statement_kind::values) return {"column1", 2};
  auto const& targets = static_cast<ast::select const*>(q)->targets;
  if (targets.empty()) return {};
  if (!targets[0].label.empty()) return {targets[0].label.text, 2};
  label const found = find_label(*targets[0].value);
  return {found.strength == 0 ? unnamed : found.text, 2};
}

inline label find_label(ast::expression const& e) {
  return ast::visit(e, [](auto const& node) { return label_of_node(node); });
}

inline void add_fields(scope& in, scope& owner, relation const& r, ast::star const& e,
                       std::vector<target>& to) {
  std::string table;
  for (ast::name const& n : e.table) table += quote_name(n.text) + '.';
  for (field const& f : r.fields) {
    if (f.hidden) continue;
    auto value = std::make_shared<exec::expression const>(*carry(in, owner, f.value, e.at));
    in.of.note(value, e.at);
    to.push_back({std::move(value), f.name});
    if (in.of.resolved == nullptr) continue;
    in.of.resolved->stars[e.at.offset].push_back(
        (table.empty() ? qualifier_of(in, owner, r, f) : table) + quote_name(f.name));
  }
}

inline void add_star(scope& in, ast::star const& e, std::vector<target>& to) {
  if (e.row) not_supported(in, "a star behind a composite value", e.at);
  if (in.of.resolved != nullptr) in.of.resolved->stars.erase(e.at.offset);  // bound once more
  if (!e.table.empty()) {
    auto const [owner, r] = find_relation(in, e.table, e.at);
    return add_fields(in, *owner, *r, e, to);
  }
  if (in.relations.empty())
    throw error(errc::syntax_error, "SELECT * with no tables specified is not valid")
        .at(in.place(e.at));
  for (relation const& r : in.relations)
    if (r.plain) add_fields(in, in, r, e, to);
}

}  // namespace detail

std::string label_of(ast::expression const& e) {
  detail::label const found = detail::find_label(e);
  return std::string(found.strength == 0 ? detail::unnamed : found.text);
}

std::vector<target> bind_targets(scope& in, ast::list<ast::target> targets) {
  std::vector<target> to;
  for (ast::target const& t : targets) {
    if (t.value->kind == ast::expression_kind::star) {
      detail::add_star(in, static_cast<ast::star const&>(*t.value), to);
    } else {
      to.push_back({bind(in, *t.value),
                    t.label.empty() ? label_of(*t.value) : std::string(t.label.text),
                    t.value.get()});
    }
  }
  return to;
}

}  // namespace helios::sql::binding
