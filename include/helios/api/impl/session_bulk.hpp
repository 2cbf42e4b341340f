// helios/api/impl/session_bulk.hpp -- rows without SQL, into one table.
//
// Shape     a row that is refused was not written: all its checks come before its first write. A
//           load that is not committed leaves nothing.
#pragma once

#include <helios/api/impl/session_state.hpp>
#include <helios/catalog/row_loader.hpp>

namespace helios::api::detail {

class bulk_load final : public session::bulk {
 public:
  bulk_load(std::shared_ptr<session_state> of, std::string_view table,
            std::span<std::string const> columns)
      : of_(std::move(of)) {
    of_->refuse_writing("COPY FROM");
    if (of_->transaction() == nullptr) {
      own_ = of_->make_unit();
    } else if (of_->transaction()->failed) {
      throw error(errc::in_failed_sql_transaction,
                  "current transaction is aborted, commands ignored until end of transaction "
                  "block");
    } else {
      shared_ = of_->transaction();
      before_ = unit().tx.save();
      upheavals_ = shared_->upheavals;
    }
    table_ = of_->find_table(unit(), table);
    if (columns.empty()) {
      for (std::size_t i = 0; i != table_->columns.size(); ++i) {
        if (!table_->columns[i].generated_text) targets_.push_back(i);
      }
    }
    for (std::string const& c : columns) targets_.push_back(table_->column_at(c));
    for (std::size_t const t : targets_)
      columns_.push_back({table_->columns[t].name, table_->columns[t].type});
    given_.assign(table_->columns.size(), false);
    for (std::size_t const t : targets_) {
      if (given_[t])
        throw error(errc::duplicate_column,
                    "column \"" + table_->columns[t].name + "\" specified more than once");
      given_[t] = true;
    }
    row_.resize(table_->columns.size());
    writer_.emplace(unit().scope, table_);
    // Leaves are not seen before the commit: a transaction's other statements want to see rows.
    if (own_) loader_ = catalog::row_loader::begin(unit().scope, *writer_, targets_);
  }

  bulk_load(bulk_load const&) = delete;
  bulk_load& operator=(bulk_load const&) = delete;
  ~bulk_load() override {
    if (over_ || !in_shared()) return;
    unit().tx.rollback_to(*before_);
    unit().scope.went_back();
    ++shared_->upheavals;
  }

  [[nodiscard]] std::vector<result_column> const& columns() const noexcept override {
    return columns_;
  }
  void add(std::span<types::value const> row) override {
    refuse_if_over();
    HELIOS_EXPECTS(row.size() == targets_.size());
    for (std::size_t i = 0; i != targets_.size(); ++i) row_[targets_[i]] = row[i];
    for (std::size_t i = 0; i != row_.size(); ++i) {
      if (!given_[i]) row_[i] = writer_->default_of(i);
    }
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
  [[nodiscard]] catalog::row_sink* sink() noexcept override { return loader_.get(); }
  std::uint64_t commit() override {
    refuse_if_over();
    over_ = true;
    if (loader_ && loader_->count() < unit().scope.engine().bulk_rows()) turn_to_rows();
    if (loader_) {
      rows_ += loader_->count();
      std::move(*loader_).finish();
    }
    unit().scope.end_statement();
    if (own_) {
      auto const turn = of_->database()->gates.of(own_->at.branch).pass();
      of_->commit(*own_);
    }
    return rows_;
  }

 private:
  /// From now on rows go to the writer, those that the loader has taken first.
  void turn_to_rows() {
    bool const over = std::exchange(over_, true);  // if one of them fails, all are lost
    auto const taken = std::move(loader_);
    taken->each_row([this](catalog::row_values const& row) {
      writer_->insert(row);
      ++rows_;
    });
    over_ = over;
  }
  [[nodiscard]] write_unit& unit() const noexcept { return own_ ? *own_ : shared_->unit; }
  /// The session's transaction still is the one of the beginning, and has seen no rollback and no
  /// definition since.
  [[nodiscard]] bool in_shared() const noexcept {
    return shared_ != nullptr && of_->transaction() == shared_ && !shared_->failed &&
           shared_->upheavals == upheavals_;
  }
  void refuse_if_over() const {
    if (over_ || (!own_ && !in_shared()))
      throw error(errc::object_not_in_prerequisite_state, "the load has ended");
  }

  std::shared_ptr<session_state> of_;
  std::unique_ptr<write_unit> own_;  // outside a transaction
  open_transaction* shared_ = nullptr;
  std::optional<history::transaction::savepoint> before_;
  std::uint64_t upheavals_ = 0;
  catalog::table_ptr table_;
  std::vector<std::size_t> targets_;
  std::vector<bool> given_;
  std::vector<result_column> columns_;
  std::optional<catalog::table_writer> writer_;
  std::unique_ptr<catalog::row_loader> loader_;  // of rows that may become whole leaves
  catalog::row_values row_;                      // the one at hand
  std::uint64_t rows_ = 0;
  bool over_ = false;
};

}  // namespace helios::api::detail
