// helios/sql/impl/bind/join.ipp -- JOIN: ON, USING with merged columns, NATURAL.
#pragma once

#include <helios/sql/impl/bind/binder.hpp>

#include <algorithm>

namespace helios::sql::binding {

using exec::expression_kind;

namespace detail {

[[nodiscard]] inline exec::join_kind kind_of(ast::join::type what) noexcept {
  switch (what) {
    case ast::join::type::left: return exec::join_kind::left;
    case ast::join::type::right: return exec::join_kind::right;
    case ast::join::type::full: return exec::join_kind::full;
    case ast::join::type::inner:
    case ast::join::type::cross: return exec::join_kind::inner;
  }
  HELIOS_UNREACHABLE();
}

/// The column of a side that USING means.
[[nodiscard]] inline field const& common_column(scope const& in, std::span<relation const> side,
                                                std::string_view name, std::string_view which,
                                                ast::position at) {
  field const* found = nullptr;
  for (relation const& r : side) {
    if (!r.plain) continue;
    for (field const& f : r.fields) {
      if (f.name != name || f.hidden) continue;
      if (found != nullptr)
        throw error(errc::ambiguous_column, "common column name \"" + std::string(name) +
                                                "\" appears more than once in " +
                                                std::string(which) + " table")
            .at(in.place(at));
      found = &f;
    }
  }
  if (found == nullptr)
    throw error(errc::undefined_column, "column \"" + std::string(name) +
                                            "\" specified in USING clause does not exist in " +
                                            std::string(which) + " table")
        .at(in.place(at));
  return *found;
}

[[nodiscard]] inline bool has_column(std::span<relation const> side, std::string_view name) {
  return std::any_of(side.begin(), side.end(), [&](relation const& r) {
    return r.plain && std::any_of(r.fields.begin(), r.fields.end(),
                                  [&](field const& f) { return !f.hidden && f.name == name; });
  });
}

[[nodiscard]] inline std::vector<std::string> using_names(scope const& in, ast::join const& item,
                                                          from_part const& left,
                                                          from_part const& right) {
  std::vector<std::string> names;
  if (item.natural) {
    for (relation const& r : left.relations)
      for (field const& f : r.fields)
        if (r.plain && !f.hidden && has_column(right.relations, f.name)) names.push_back(f.name);
    return names;
  }
  for (ast::name const& n : item.using_) {
    if (std::find(names.begin(), names.end(), n.text) != names.end())
      throw error(errc::duplicate_column, "column name \"" + std::string(n.text) +
                                              "\" appears more than once in USING clause")
          .at(in.place(item.at));
    names.emplace_back(n.text);
  }
  return names;
}

/// The column of which JOIN USING makes one: NULL only where both sides are.
[[nodiscard]] inline expression_ptr merged(scope& in, ast::join::type how, expression_ptr left,
                                           expression_ptr right, ast::position at) {
  expressions both{std::move(left), std::move(right)};
  ast::position const places[] = {at, at};
  unify(in, "JOIN/USING", both, places);
  if (how == ast::join::type::full)
    return exec::make_choice(expression_kind::coalesce, std::move(both));
  return both[how == ast::join::type::right ? 1 : 0];
}

/// Adds the columns of a side that USING does not name.
inline void add_rest(relation& to, std::span<relation const> side,
                     std::span<std::string const> without) {
  for (relation const& r : side) {
    if (!r.plain) continue;
    for (field const& f : r.fields)
      if (std::find(without.begin(), without.end(), f.name) == without.end())
        to.fields.push_back(f);
  }
}

[[nodiscard]] inline expressions join_using(scope& in, ast::join const& item, from_part& left,
                                            from_part& right) {
  std::vector<std::string> const names = using_names(in, item, left, right);
  expressions conditions;
  relation join;
  for (std::string const& name : names) {
    field const& l = common_column(in, left.relations, name, "left", item.at);
    field const& r = common_column(in, right.relations, name, "right", item.at);
    conditions.push_back(call_operator(in, "=", {l.value, r.value}, item.at));
    join.fields.push_back({name, merged(in, item.what, l.value, r.value, item.at)});
  }
  relation alias;
  if (!item.using_alias.empty()) {
    alias.name = item.using_alias.text;
    alias.plain = false;
    alias.fields = join.fields;
  }
  add_rest(join, left.relations, names);
  add_rest(join, right.relations, names);
  for (relation& r : right.relations) left.relations.push_back(std::move(r));
  for (relation& r : left.relations) r.plain = false;
  left.relations.push_back(std::move(join));
  if (!alias.name.empty()) left.relations.push_back(std::move(alias));
  return conditions;
}

[[nodiscard]] inline expression_ptr join_on(scope& in, ast::join const& item, from_part& both) {
  scope on{in.of, in.outer, in.boundary};
  on.tables = in.tables;
  on.refusal = "aggregate functions are not allowed in JOIN conditions";
  on.relations.swap(both.relations);
  expression_ptr condition = bind_condition(on, *item.on, "JOIN/ON");
  on.relations.swap(both.relations);
  return condition;
}

/// (a JOIN b) AS j: one item, whose columns are all there is.
inline void hide_behind(scope const& in, from_part& of, ast::join const& item) {
  relation all;
  add_rest(all, of.relations, {});
  rename(in, all, item.alias, item.at);
  of.relations.clear();
  of.relations.push_back(std::move(all));
}

}  // namespace detail

from_part bind_join(scope& in, ast::join const& item) {
  from_part left = bind_from(in, *item.left);
  // LATERAL items on the right see those on the left.
  std::size_t const outside = in.relations.size();
  bool const lateral_ok = item.what != ast::join::type::right && item.what != ast::join::type::full;
  for (relation& r : left.relations) {
    r.lateral_ok = lateral_ok;
    in.relations.push_back(std::move(r));
  }
  from_part right = bind_from(in, *item.right);
  for (std::size_t i = outside; i != in.relations.size(); ++i) {
    left.relations[i - outside] = std::move(in.relations[i]);
    left.relations[i - outside].lateral_ok = true;
  }
  in.relations.resize(outside);
  check_unique_names(in, left.relations, right.relations, item.right->at);

  from_part to;
  to.needs = std::move(left.needs);
  to.needs.insert(to.needs.end(), right.needs.begin(), right.needs.end());
  to.node =
      join_nodes(detail::kind_of(item.what), std::move(left.node), std::move(right.node), to.needs);
  auto& join = plan::as<plan::join>(*to.node);
  if (item.natural || !item.using_.empty()) {
    join.conditions = detail::join_using(in, item, left, right);
    to.relations = std::move(left.relations);
  } else {
    to.relations = std::move(left.relations);
    for (relation& r : right.relations) to.relations.push_back(std::move(r));
    if (item.on) join.conditions.push_back(detail::join_on(in, item, to));
  }
  if (!item.alias.name.empty()) detail::hide_behind(in, to, item);
  return to;
}

}  // namespace helios::sql::binding
