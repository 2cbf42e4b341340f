// helios/typed/impl/migration_types.ipp -- enumerations that are made, or get labels.
#pragma once

#include <helios/typed/impl/migration_planner.hpp>

#include <helios/sql/print.hpp>

#include <algorithm>

namespace helios::typed::migrating {

void migration_planner::find_types() {
  std::vector<enum_schema const*> seen;
  for (table_schema& t : wanted_) {
    for (enum_schema const* const e : enumerations_of(t)) {
      std::string const name = sql::quote_name(e->name);
      auto const stored = in_->find_type(name);
      for (column& c : t.columns) {
        if (stored && innermost(c.type) == types::type_id::enumeration && c.labels == e)
          c.type.precision = stored->precision;
      }
      if (std::ranges::count(seen, e) != 0) continue;
      seen.push_back(e);
      if (stored) {
        add_labels(*e, types::definition_of(*stored));
      } else {
        add(phase::create_type, create_text(*e), "creates type " + name);
      }
    }
  }
}

/// Labels that are there stay, in their order: those between them are added.
void migration_planner::add_labels(enum_schema const& wanted, types::enumeration const& stored) {
  std::string const name = sql::quote_name(wanted.name);
  auto next = stored.labels.begin();
  std::string_view before;
  for (std::string_view const label : wanted.labels) {
    if (next != stored.labels.end() && next->text == label) {
      ++next;
    } else {
      std::string text = "ALTER TYPE " + name + " ADD VALUE " + sql::quote_string(label);
      if (!before.empty()) {
        text += " AFTER " + sql::quote_string(before);
      } else if (!stored.labels.empty()) {
        text += " BEFORE " + sql::quote_string(stored.labels.front().text);
      }
      add(phase::add_label, std::move(text),
          "adds label " + std::string(label) + " to type " + name);
    }
    before = label;
  }
  if (next == stored.labels.end()) return;
  throw error(errc::object_not_in_prerequisite_state, label_difference(wanted, stored) +
                                                          ": label " + next->text +
                                                          " is missing there, or in another place")
      .hint(
          "Labels can be added and renamed, not dropped or moved: give the enum its enumerator "
          "back, or rename the label with ALTER TYPE .. RENAME VALUE.");
}

}  // namespace helios::typed::migrating
