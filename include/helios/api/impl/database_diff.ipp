// helios/api/impl/database_diff.ipp -- the rows in which two states differ, as rows of results.
#pragma once

#include <helios/api/database.hpp>
#include <helios/catalog/table_key.hpp>
#include <helios/history/diff.hpp>

#include <helios/base/border.hpp>
#include <helios/api/impl/connection.hpp>
#include <helios/api/impl/moments.hpp>
#include <helios/api/impl/named_tables.hpp>
#include <helios/api/impl/row_block.hpp>

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

std::vector<changed_row> database::diff(state const& before, state const& after) {
  return detail::at_border([&] {
    api::instance& in = *link().talk.database();
    auto const version = [&](state const& of) {
      detail::named_state const at =
          detail::find_state(*in.engine, of, link().talk.branch_number());
      return at.at ? in.engine->as_of(at.branch, *at.at) : in.engine->head(at.branch);
    };
    history::version_ptr const was = version(before), is = version(after);
    std::map<tree_id, detail::named_table> tables;
    detail::add_tables(tables, in, is->root());
    detail::add_tables(tables, in, was->root());
    std::map<tree_id, detail::table_changes> changes;
    history::diff(in.engine->space(), was->root(), is->root(),
                  [&](history::row_change const& change) {
                    auto const table = tables.find(change.tree);
                    if (table == tables.end()) return;  // an index, or the catalog
                    changes.try_emplace(change.tree, table->second).first->second.add(change);
                  });
    std::vector<changed_row> all;
    for (auto& [tree, of_table] : changes) of_table.move_to(all);
    return all;
  });
}

}  // namespace helios
