// helios/api/impl/row_load.hpp -- rows of values or of a sink, into one table of a transaction.
//
// Shape     whole leaves while rows suit them (catalog/row_loader.hpp), else the table's writer
// Holds     (L1) a row that is refused was not written: all its checks come before its first write
// Threads   one, as the transaction
#pragma once

#include <helios/catalog/row_loader.hpp>
#include <helios/catalog/write_scope.hpp>

#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace helios::api::detail {

/// Which columns of a table rows give, and which they do not: made once for any number of loads.
struct load_columns {
  load_columns() = default;
  load_columns(std::vector<std::size_t> targets, std::size_t width) : given(std::move(targets)) {
    std::vector<bool> is_given(width, false);
    for (std::size_t const t : given) is_given[t] = true;
    for (std::size_t i = 0; i != width; ++i) {
      if (!is_given[i]) others.push_back(i);
    }
    row.resize(width);
  }

  std::vector<std::size_t> given, others;
  catalog::row_values row;  // the one at hand
};

class row_load {
 public:
  /// `by_leaves`: nobody looks for the rows before the commit.  Requires `columns` to outlive it.
  row_load(catalog::write_scope& scope, catalog::table_writer& writer, load_columns& columns,
           bool by_leaves)
      : scope_(&scope), writer_(&writer), columns_(&columns) {
    if (by_leaves) loader_ = catalog::row_loader::begin(scope, writer, columns.given);
  }

  /// One value per column that is given, cast as on assignment; moved from unless it is const.
  template <class Value>
  void add(std::span<Value> values) {
    auto& [given, others, row] = *columns_;
    HELIOS_EXPECTS(values.size() == given.size());
    row.resize(given.size() + others.size());
    for (std::size_t i = 0; i != given.size(); ++i) row[given[i]] = std::move(values[i]);
    for (std::size_t const i : others) row[i] = writer_->default_of(i);
    if (loader_) {
      catalog::row_values const finished = writer_->finished(row);
      if (loader_->add_finished(finished)) return;
      turn_to_rows();
      writer_->insert(finished);
    } else {
      writer_->insert(std::move(row));
    }
    ++rows_;
  }
  /// Takes rows that need no cast; nullptr: there is none, or none any more.
  [[nodiscard]] catalog::row_sink* sink() noexcept { return loader_.get(); }
  /// Rows that it had taken were refused later: there is nothing to go on with.
  [[nodiscard]] bool lost() const noexcept { return lost_; }
  /// Gives all rows to the transaction; returns how many.
  [[nodiscard]] std::uint64_t finish() {
    if (loader_ && loader_->count() < scope_->engine().bulk_rows()) turn_to_rows();
    if (loader_) {
      rows_ += loader_->count();
      std::move(*loader_).finish();
    }
    return rows_;
  }

 private:
  /// From now on rows go to the writer, those that the loader has taken first.
  void turn_to_rows() {
    lost_ = true;  // if one of them fails, all are
    auto const taken = std::move(loader_);
    taken->each_row([this](catalog::row_values const& row) {
      writer_->insert(row);
      ++rows_;
    });
    lost_ = false;
  }

  catalog::write_scope* scope_;
  catalog::table_writer* writer_;
  load_columns* columns_;
  std::unique_ptr<catalog::row_loader> loader_;
  std::uint64_t rows_ = 0;
  bool lost_ = false;
};

}  // namespace helios::api::detail
