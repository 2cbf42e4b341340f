// helios/api/impl/session_bulk.hpp -- rows without SQL, into one table.
//
// Shape     a load that is not committed leaves nothing
#pragma once

#include <helios/api/impl/row_load.hpp>
#include <helios/api/impl/session_state.hpp>

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
    std::vector<std::size_t> targets;
    if (columns.empty()) {
      for (std::size_t i = 0; i != table_->columns.size(); ++i) {
        if (!table_->columns[i].generated_text) targets.push_back(i);
      }
    }
    for (std::string const& c : columns) targets.push_back(table_->column_at(c));
    std::vector<bool> given(table_->columns.size(), false);
    for (std::size_t const t : targets) {
      if (given[t])
        throw error(errc::duplicate_column,
                    "column \"" + table_->columns[t].name + "\" specified more than once");
      given[t] = true;
      columns_.push_back({table_->columns[t].name, table_->columns[t].type});
    }
    writer_.emplace(unit().scope, table_);
    // Leaves are not seen before the commit: a transaction's other statements want to see rows.
    given_ = load_columns(std::move(targets), table_->columns.size());
    load_.emplace(unit().scope, *writer_, given_, own_ != nullptr);
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
    load_->add(row);
  }
  [[nodiscard]] catalog::row_sink* sink() noexcept override { return load_->sink(); }
  std::uint64_t commit() override {
    refuse_if_over();
    over_ = true;
    std::uint64_t const rows = load_->finish();
    unit().scope.end_statement();
    if (own_) {
      auto const turn = of_->database()->gates.of(own_->at.branch).pass();
      of_->commit(*own_);
    }
    return rows;
  }

 private:
  [[nodiscard]] write_unit& unit() const noexcept { return own_ ? *own_ : shared_->unit; }
  /// The session's transaction still is the one of the beginning, and has seen no rollback and no
  /// definition since.
  [[nodiscard]] bool in_shared() const noexcept {
    return shared_ != nullptr && of_->transaction() == shared_ && !shared_->failed &&
           shared_->upheavals == upheavals_;
  }
  void refuse_if_over() const {
    if (over_ || load_->lost() || (!own_ && !in_shared()))
      throw error(errc::object_not_in_prerequisite_state, "the load has ended");
  }

  std::shared_ptr<session_state> of_;
  std::unique_ptr<write_unit> own_;  // outside a transaction
  open_transaction* shared_ = nullptr;
  std::optional<history::transaction::savepoint> before_;
  std::uint64_t upheavals_ = 0;
  catalog::table_ptr table_;
  std::vector<result_column> columns_;
  std::optional<catalog::table_writer> writer_;
  load_columns given_;
  std::optional<row_load> load_;
  bool over_ = false;
};

}  // namespace helios::api::detail
