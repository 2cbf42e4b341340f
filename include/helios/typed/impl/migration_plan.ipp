// helios/typed/impl/migration_plan.ipp -- tables made, found and renamed; the steps put in order.
#pragma once

#include <helios/typed/impl/migration_planner.hpp>

#include <helios/sql/kept_expression.hpp>
#include <helios/sql/print.hpp>

#include <algorithm>

namespace helios::typed {

namespace migrating {

migration_choice const* migration_planner::find(choice what, place const& t,
                                                std::string_view name) const {
  auto const found = std::ranges::find_if(choices_, [&](migration_choice const& c) {
    return c.what == what && c.table == t.wanted->name && c.name == name;
  });
  return found == choices_.end() ? nullptr : &*found;
}

std::string migration_planner::hint(std::string_view choice, place const& t, std::string_view name,
                                    std::string_view argument) {
  return "helios::" + std::string(choice) + "<" + t.wanted->name + ", \"" + std::string(name) +
         "\">(" + std::string(argument) + ")";
}

void migration_planner::add_chosen(bool chosen, phase when, migration_step step) {
  if (chosen) step.refused = step.hint = "";
  steps_.push_back({when, std::move(step)});
}

void migration_planner::find_tables() {
  for (table_schema const& t : wanted_) {
    place p{&t, in_->find(quoted(t.name)), {}, quoted(t.name), quoted(t.name)};
    for (migration_choice const& c : choices_) {
      if (p.before || c.what != choice::rename_table || c.table != t.name) continue;
      p.before = in_->find(quoted(c.name));
      p.old_name = quoted(c.name);
    }
    if (!p.before) {
      create(t);
      continue;
    }
    if (p.name != p.old_name) {
      std::string const to = t.name.substr(t.name.find('.') + 1);
      add(phase::rename_table, "ALTER TABLE " + p.old_name + " RENAME TO " + quoted(to),
          "renames table " + p.old_name + " to " + p.name);
    }
    p.after = rename_columns(p);
    places_.push_back(std::move(p));
  }
}

void migration_planner::add_index(table_schema const& table, table_schema::key const& k) {
  add(phase::add_index, index_text(table, k),
      "makes an index of " + quoted(table.name) + ' ' + bracketed(k.columns));
}

void migration_planner::add_reference(table_schema const& table, table_schema::reference const& r) {
  std::string const name = quoted(table.name);
  add(phase::add_reference, "ALTER TABLE " + name + " ADD " + constraint_text(r),
      "lets " + name + ' ' + bracketed(r.columns) + " reference " + quoted(r.table));
}

/// Its references come last: they may be to tables that come later.
void migration_planner::create(table_schema const& table) {
  std::string const name = quoted(table.name);
  table_schema alone = table;
  alone.references.clear();
  std::erase_if(alone.keys, [](auto const& k) { return k.kind == constraint::index; });
  add(phase::create_table, create_texts(alone).front(), "creates table " + name);
  for (table_schema::key const& k : table.keys)
    if (k.kind == constraint::index) add_index(table, k);
  for (table_schema::reference const& r : table.references) add_reference(table, r);
}

catalog::table_ptr migration_planner::rename_columns(place const& t) {
  catalog::table_definition d = *t.before;
  for (migration_choice const& c : choices_) {
    if (c.what != choice::rename_column || c.table != t.wanted->name) continue;
    std::size_t const at = d.find_column(c.name);
    if (at == d.npos || d.find_column(c.to) != d.npos) continue;
    add(phase::rename_column,
        alter(t) + "RENAME COLUMN " + sql::quote_name(c.name) + " TO " + sql::quote_name(c.to),
        "renames column " + c.name + " of " + t.name + " to " + c.to);
    d.columns[at].name = c.to;
    auto const follow = [&](std::string& text) {
      if (!text.empty()) text = sql::rename_column(text, c.name, c.to);
    };
    for (stored_column& each : d.columns)
      if (each.generated_text) follow(*each.generated_text);
    for (stored_constraint& each : d.constraints) follow(each.text);
  }
  return std::make_shared<catalog::table_definition const>(std::move(d));
}

std::vector<migration_step> migration_planner::run() {
  find_types();
  find_tables();
  for (place const& t : places_) {
    columns(t);
    keys(t);
    indexes(t);
    checks(t);
    references(t);
  }
  std::ranges::stable_sort(steps_, {}, &ordered_step::when);
  std::vector<migration_step> all;
  for (ordered_step& s : steps_) all.push_back(std::move(s.step));
  return all;
}

}  // namespace migrating

std::vector<migration_step> plan_migration(std::span<table_schema const> wanted,
                                           std::span<migration_choice const> choices,
                                           stored_tables& in) {
  return migrating::migration_planner(wanted, choices, in).run();
}

}  // namespace helios::typed
