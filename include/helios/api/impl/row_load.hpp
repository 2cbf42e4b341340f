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

class row_load {
 public:
  /// `targets`: the columns that rows give. `by_leaves`: nobody looks for the rows before the
  /// commit.
  row_load(catalog::write_scope& scope, catalog::table_writer& writer,
           std::span<std::size_t const> targets, bool by_leaves)
      : scope_(&scope), writer_(&writer), targets_(targets.begin(), targets.end()) {
    std::size_t const width = writer.definition()->columns.size();
    std::vector<bool> given(width, false);
    for (std::size_t const t : targets) given[t] = true;
    for (std::size_t i = 0; i != width; ++i) {
      if (!given[i]) others_.push_back(i);
    }
    row_.resize(width);
    if (by_leaves) loader_ = catalog::row_loader::begin(scope, writer, targets_);
  }

  /// One value per target, cast as on assignment.
  void add(std::span<types::value const> row) {
    HELIOS_EXPECTS(row.size() == targets_.size());
    row_.resize(targets_.size() + others_.size());
    for (std::size_t i = 0; i != targets_.size(); ++i) row_[targets_[i]] = row[i];
    for (std::size_t const i : others_) row_[i] = writer_->default_of(i);
    if (loader_) {
      catalog::row_values const finished = writer_->finished(row_);
      if (loader_->add_finished(finished)) return;
      turn_to_rows();
      writer_->insert(finished);
    } else {
      writer_->insert(std::move(row_));
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
  std::vector<std::size_t> targets_, others_;  // columns that rows give, and those that they do not
  std::unique_ptr<catalog::row_loader> loader_;
  catalog::row_values row_;  // the one at hand
  std::uint64_t rows_ = 0;
  bool lost_ = false;
};

}  // namespace helios::api::detail
