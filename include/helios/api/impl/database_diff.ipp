// helios/api/impl/database_diff.ipp -- the rows in which two states differ, as rows of results.
#pragma once

#include <helios/api/database.hpp>
#include <helios/catalog/table_key.hpp>
#include <helios/history/diff.hpp>

#include <helios/api/impl/connection.hpp>
#include <helios/api/impl/moments.hpp>
#include <helios/api/impl/named_tables.hpp>
#include <helios/api/impl/row_block.hpp>
#include <helios/base/border.hpp>

namespace helios {

namespace detail {

/// The changes of one table: all its rows share a block.
class table_changes {
 public:
  explicit table_changes(named_table of) : of_(std::move(of)) {}

  void add(history::row_change const& change) {
    if (!layout_) {
      layout_.emplace(*of_.table, (change.after ? *change.after : *change.before).form());
    }
    changes_.push_back({place(change.key, change.before), place(change.key, change.after)});
  }

  void move_to(std::vector<changed_row>& all) {
    auto const block = std::make_shared<row_block>();
    std::vector<result_column> columns;
    for (std::size_t i = 0; i != of_.table->columns.size(); ++i) {
      catalog::column_definition const& c = of_.table->columns[i];
      columns.push_back({c.name, c.type});
      std::vector<types::value> values;
      for (catalog::row_values const& row : rows_) values.push_back(row[i]);
      block->rows.columns.push_back(exec::make_column(block->rows.memory, c.type, values));
    }
    block->columns = std::make_shared<std::vector<result_column> const>(std::move(columns));
    block->rows.rows.count = static_cast<std::uint32_t>(rows_.size());
    for (auto const& [before, after] : changes_) {
      auto const at = [&](std::optional<std::uint32_t> place) {
        return place ? std::optional(row(block, *place)) : std::nullopt;
      };
      all.push_back({of_.name, at(before), at(after)});
    }
  }

 private:
  using place_of_row = std::optional<std::uint32_t>;  // in rows_

  place_of_row place(storage::key_view const& key, std::optional<storage::stored_row> const& from) {
    if (!from) return std::nullopt;
    rows_.push_back(layout_->values_of(key, *from));
    return static_cast<std::uint32_t>(rows_.size() - 1);
  }

  named_table of_;
  std::optional<catalog::row_layout> layout_;
  std::vector<catalog::row_values> rows_;
  std::vector<std::pair<place_of_row, place_of_row>> changes_;
};

}  // namespace detail

namespace detail {

/// The rows in which two states differ, of all tables or of one.
[[nodiscard]] inline std::vector<changed_row> changed_rows(connection& in, state const& before,
                                                           state const& after,
                                                           std::optional<std::string> only = {}) {
  api::instance& of = *in.talk.database();
  auto const version = [&](state const& s) {
    named_state const at = find_state(*of.engine, s, in.talk.branch_number());
    return at.at ? of.engine->as_of(at.branch, *at.at) : of.engine->head(at.branch);
  };
  history::version_ptr const was = version(before), is = version(after);
  std::map<tree_id, named_table> tables;
  add_tables(tables, of, is->root());
  add_tables(tables, of, was->root());
  if (only) {
    std::erase_if(tables, [&](auto const& entry) { return entry.second.name != *only; });
    if (tables.empty()) {
      throw error(errc::undefined_table, "relation \"" + *only + "\" does not exist");
    }
  }
  std::map<tree_id, table_changes> changes;
  history::diff(of.engine->space(), was->root(), is->root(),
                [&](history::row_change const& change) {
                  auto const table = tables.find(change.tree);
                  if (table == tables.end()) return;  // an index, the catalog, another table
                  changes.try_emplace(change.tree, table->second).first->second.add(change);
                });
  std::vector<changed_row> all;
  for (auto& [tree, of_table] : changes) of_table.move_to(all);
  return all;
}

}  // namespace detail

std::vector<changed_row> database::diff(state const& before, state const& after) {
  return detail::at_border([&] { return detail::changed_rows(link(), before, after); });
}

std::vector<changed_row> database::diff_table(std::string_view table, state const& before,
                                              state const& after) {
  return detail::at_border([&] {
    std::string name(table);
    if (name.find('.') == std::string::npos) name = "public." + name;
    return detail::changed_rows(link(), before, after, std::move(name));
  });
}

state database::state_of(database const& other) const {
  if (other.link().talk.database() != link().talk.database()) {
    throw error(errc::invalid_parameter_value, "the sessions are of two databases");
  }
  return state(other.branch());
}

std::string database::between_text(moment const& from, moment const& to) const {
  return detail::at_border([&] {
    history::engine& in = *link().talk.database()->engine;
    auto const number = [&](moment const& m) {
      return std::to_string(raw(detail::find_commit(in, m).at));
    };
    return " VERSIONS BETWEEN SCN " + number(from) + " AND SCN " + number(to);
  });
}

}  // namespace helios
