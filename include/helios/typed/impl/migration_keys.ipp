// helios/typed/impl/migration_keys.ipp -- keys, indexes, checks and references that come and go.
#pragma once

#include <helios/typed/impl/migration_planner.hpp>

#include <helios/sql/kept_expression.hpp>
#include <helios/sql/print.hpp>

#include <algorithm>
#include <set>

namespace helios::typed::migrating {

[[nodiscard]] inline bool is_key(catalog::constraint_kind kind, constraint wanted) {
  return kind == (wanted == constraint::primary_key ? catalog::constraint_kind::primary_key
                                                    : catalog::constraint_kind::unique);
}

[[nodiscard]] inline catalog::key_action action_of(action a) {
  switch (a) {
    case action::no_action: return catalog::key_action::no_action;
    case action::restrict: return catalog::key_action::restrict;
    case action::cascade: return catalog::key_action::cascade;
    case action::set_null: return catalog::key_action::set_null;
    case action::set_default: return catalog::key_action::set_default;
  }
  HELIOS_UNREACHABLE();
}

/// An index such as indexed<> makes.
[[nodiscard]] inline bool is_plain(catalog::index_definition const& i) {
  return !i.unique && i.predicate.empty() &&
         std::ranges::all_of(i.parts, [](catalog::index_part const& p) {
           return p.column != column_id{} && p.order == types::key_order();
         });
}

/// The index of a constraint.
[[nodiscard]] inline bool is_kept_by_constraint(catalog::table_definition const& t,
                                                catalog::index_definition const& i) {
  return std::ranges::count(t.constraints, i.id, &catalog::constraint_definition::index) != 0;
}

std::vector<std::string> migration_planner::names(catalog::table_definition const& t,
                                                  std::vector<column_id> const& columns) {
  std::vector<std::string> all;
  for (column_id const c : columns) all.push_back(t.column(c).name);
  return all;
}

std::vector<std::string> migration_planner::used_by(place const& t,
                                                    stored_constraint const& c) const {
  return c.kind == catalog::constraint_kind::check ? sql::columns_in(c.text)
                                                   : names(*t.after, c.columns);
}

std::vector<std::string> migration_planner::used_by(place const& t,
                                                    catalog::index_definition const& i) const {
  std::vector<std::string> all;
  auto const add_all = [&](std::string const& expression) {
    for (std::string& name : sql::columns_in(expression)) all.push_back(std::move(name));
  };
  for (catalog::index_part const& p : i.parts) {
    if (p.column == column_id{}) {
      add_all(p.expression);
    } else {
      all.push_back(t.after->column(p.column).name);
    }
  }
  if (!i.predicate.empty()) add_all(i.predicate);
  return all;
}

bool migration_planner::any_anew(place const& t, std::vector<std::string> const& columns) const {
  return std::ranges::any_of(t.wanted->columns, [&](column const& c) {
    std::size_t const at = t.after->find_column(c.name);
    return c.generated_text && at != t.after->npos && std::ranges::count(columns, c.name) != 0 &&
           is_computed_anew(t, c, t.after->columns[at]);
  });
}

bool migration_planner::any_goes(place const& t, std::vector<std::string> const& columns) const {
  return std::ranges::any_of(columns, [&](std::string const& name) {
    return std::ranges::count(t.wanted->columns, name, &column::name) == 0 &&
           find(choice::drop_column, t, name) != nullptr;
  });
}

void migration_planner::drop(place const& t, stored_constraint const& c, phase when) {
  std::vector<std::string> const used = used_by(t, c);
  if (find(choice::keep, t, c.name) != nullptr || any_anew(t, used)) return;
  std::string const name = sql::quote_name(c.name);
  add_chosen(any_goes(t, used) || find(choice::drop_constraint, t, c.name) != nullptr, when,
             {alter(t) + "DROP CONSTRAINT " + name, "drops constraint " + name + " of " + t.name,
              "constraint " + name + " of " + t.name + " would be dropped",
              hint("drop_constraint", t, c.name) + " or " + hint("keep", t, c.name)});
}

void migration_planner::rename(place const& t, stored_constraint const& c,
                               std::string const& name) {
  if (name.empty() || name == c.name) return;
  add(phase::rename_constraint,
      alter(t) + "RENAME CONSTRAINT " + sql::quote_name(c.name) + " TO " + sql::quote_name(name),
      "renames constraint " + c.name + " of " + t.name + " to " + name);
}

void migration_planner::keys(place const& t) {
  std::set<catalog::object_id> kept;
  for (table_schema::key const& k : t.wanted->keys) {
    if (k.kind == constraint::index) continue;
    auto const there = std::ranges::find_if(t.after->constraints, [&](auto const& c) {
      return is_key(c.kind, k.kind) && !kept.contains(c.id) &&
             names(*t.after, c.columns) == k.columns && !any_anew(t, k.columns);
    });
    if (there == t.after->constraints.end()) {
      bool const primary = k.kind == constraint::primary_key;
      add(phase::add_key, alter(t) + "ADD " + constraint_text(k),
          "makes " + bracketed(k.columns) +
              (primary ? " the primary key of " + t.name : " of " + t.name + " unique"));
      continue;
    }
    kept.insert(there->id);
    rename(t, *there, k.name);
  }
  for (stored_constraint const& c : t.after->constraints) {
    bool const key = c.kind == catalog::constraint_kind::primary_key ||
                     c.kind == catalog::constraint_kind::unique;
    if (key && !kept.contains(c.id)) drop(t, c, phase::drop_constraint);
  }
}

void migration_planner::indexes(place const& t) {
  std::set<catalog::object_id> kept;
  for (table_schema::key const& k : t.wanted->keys) {
    if (k.kind != constraint::index) continue;
    auto const there = std::ranges::find_if(t.after->indexes, [&](auto const& i) {
      return is_plain(i) && !is_kept_by_constraint(*t.after, i) && !kept.contains(i.id) &&
             used_by(t, i) == k.columns && !any_anew(t, k.columns);
    });
    if (there == t.after->indexes.end()) {
      add_index(*t.wanted, k);
      continue;
    }
    kept.insert(there->id);
    if (!k.name.empty() && k.name != there->name)
      add(phase::rename_constraint,
          "ALTER INDEX " + sql::quote_name(there->name) + " RENAME TO " + sql::quote_name(k.name),
          "renames index " + there->name + " to " + k.name);
  }
  for (catalog::index_definition const& i : t.after->indexes) {
    std::vector<std::string> const used = used_by(t, i);
    if (kept.contains(i.id) || is_kept_by_constraint(*t.after, i) ||
        find(choice::keep, t, i.name) != nullptr || any_anew(t, used))
      continue;
    std::string const name = sql::quote_name(i.name);
    add_chosen(any_goes(t, used) || find(choice::drop_index, t, i.name) != nullptr,
               phase::drop_index,
               {"DROP INDEX " + name, "drops index " + name + " of " + t.name,
                "index " + name + " of " + t.name + " would be dropped",
                hint("drop_index", t, i.name) + " or " + hint("keep", t, i.name)});
  }
}

void migration_planner::checks(place const& t) {
  std::set<catalog::object_id> kept;
  for (table_schema::condition const& k : t.wanted->checks) {
    std::string const text = sql::kept_text(k.text);
    auto const there = std::ranges::find_if(t.after->constraints, [&](auto const& c) {
      return c.kind == catalog::constraint_kind::check && !kept.contains(c.id) && c.text == text &&
             !any_anew(t, used_by(t, c));
    });
    if (there == t.after->constraints.end()) {
      add(phase::add_check, alter(t) + "ADD " + constraint_text(k),
          "checks the rows of " + t.name + ": " + k.text);
      continue;
    }
    kept.insert(there->id);
    rename(t, *there, k.name);
  }
  for (stored_constraint const& c : t.after->constraints) {
    if (c.kind == catalog::constraint_kind::check && !kept.contains(c.id))
      drop(t, c, phase::drop_constraint);
  }
}

catalog::table_ptr migration_planner::table(std::string_view name) const {
  auto const here =
      std::ranges::find_if(places_, [&](place const& p) { return p.wanted->name == name; });
  return here != places_.end() ? here->after : in_->find(quoted(name));
}

catalog::table_ptr migration_planner::table(catalog::object_id id) const {
  auto const here =
      std::ranges::find_if(places_, [&](place const& p) { return p.after->id == id; });
  return here != places_.end() ? here->after : in_->find(id);
}

bool migration_planner::equal(place const& t, table_schema::reference const& r,
                              stored_constraint const& c) const {
  if (c.kind != catalog::constraint_kind::foreign_key) return false;
  catalog::table_ptr const parent = table(r.table);
  return parent != nullptr && c.referenced == parent->id &&
         c.match == catalog::match_kind::simple && c.on_delete == action_of(r.on_delete) &&
         c.on_update == action_of(r.on_update) && names(*t.after, c.columns) == r.columns &&
         names(*table(c.referenced), c.referenced_columns) == r.referenced &&
         !any_anew(t, r.columns);
}

void migration_planner::references(place const& t) {
  std::set<catalog::object_id> kept;
  for (table_schema::reference const& r : t.wanted->references) {
    auto const there = std::ranges::find_if(t.after->constraints, [&](auto const& c) {
      return !kept.contains(c.id) && equal(t, r, c);
    });
    if (there == t.after->constraints.end()) {
      add_reference(*t.wanted, r);
      continue;
    }
    kept.insert(there->id);
    rename(t, *there, r.name);
  }
  for (stored_constraint const& c : t.after->constraints) {
    if (c.kind == catalog::constraint_kind::foreign_key && !kept.contains(c.id))
      drop(t, c, phase::drop_reference);
  }
}

}  // namespace helios::typed::migrating
