// helios/api/impl/reading.hpp -- the states of the database that one statement reads.
//
// Shape     number 0 is the session's own present: a branch's head, a past state, or a transaction
//           with its changes; the others are those that AS OF and names on other branches ask for
// Holds     (R1) every state stays while this lives
// Threads   one, as the statement
// Errors    as sql::surroundings and plan::tree_reader
#pragma once

#include <helios/api/impl/write_unit.hpp>
#include <helios/plan/lower.hpp>
#include <helios/sql/bind.hpp>

#include <memory>
#include <vector>

namespace helios::api::detail {

/// What a statement is bound and run with, besides the states.
struct statement_frame {
  std::shared_ptr<instance> in;
  settings const* session_settings = nullptr;
  std::string_view text;  // that positions count in
  std::span<types::data_type const> parameter_types;
  exec::run_context const* run = nullptr;
  bool only_described = false;  // parameters have types and no values yet
};

class reading final : public sql::surroundings, public plan::tree_reader {
 public:
  explicit reading(statement_frame const& frame) : frame_(frame) {}
  /// `unit`: the transaction whose changes are seen, or nullptr.
  HELIOS_DECL void stand_on(read_point at, write_unit* unit,
                            std::span<types::data_type const> parameter_types);
  /// The states are held no longer.
  void let_go() noexcept {
    own_ = {};
    others_.clear();
    at_ = {};
    unit_ = nullptr;
  }

  // sql::surroundings
  [[nodiscard]] HELIOS_DECL std::uint32_t state(std::string_view branch,
                                                std::optional<scn> at) override;
  [[nodiscard]] HELIOS_DECL catalog::catalog_reader const& catalog(std::uint32_t state) override;
  [[nodiscard]] HELIOS_DECL bool is_branch(std::string_view name) override;
  [[nodiscard]] HELIOS_DECL scn when(sql::ast::moment const& m) override;
  [[nodiscard]] HELIOS_DECL scn newest(std::string_view branch) override;
  [[nodiscard]] std::span<std::string const> search_path() const override {
    return frame_.session_settings->search_path();
  }
  [[nodiscard]] HELIOS_DECL std::shared_ptr<plan::row_source const> find_rows(
      std::string_view schema, std::string_view name, std::vector<plan::column>& columns) override;
  [[nodiscard]] std::span<types::data_type const> parameters() const override {
    return frame_.parameter_types;
  }
  [[nodiscard]] exec::session const& session() const override { return frame_.run->session; }

  // plan::tree_reader
  [[nodiscard]] HELIOS_DECL storage::tree open(std::uint32_t state, tree_id id) override;
  [[nodiscard]] HELIOS_DECL std::vector<history::row_version> versions(
      std::uint32_t state, tree_id id, plan::version_range range,
      std::optional<storage::key_view> only) override;

  /// The value of an expression that stands for itself: $1, (SELECT max(t) FROM x).
  [[nodiscard]] HELIOS_DECL types::value value_of(sql::ast::ref<sql::ast::expression> e,
                                                  types::data_type wanted);

  /// A table of the present, as statements name it. Throws 42P01, 42809, 25006 for another branch.
  [[nodiscard]] HELIOS_DECL catalog::table_ptr table(sql::ast::qualified_name const& name);
  /// nullptr: no table of the present has the name.
  [[nodiscard]] HELIOS_DECL catalog::table_ptr find_table(sql::ast::qualified_name const& name);
  /// Throws 42P01 and 42809 where no index has that name.
  [[nodiscard]] HELIOS_DECL catalog::table_ptr table_of_index(sql::ast::qualified_name const& name);

  [[nodiscard]] read_point const& at() const noexcept { return at_; }
  /// It reads this transaction, with its changes.
  [[nodiscard]] bool is_in(write_unit const* unit) const noexcept { return unit_ == unit; }
  /// A plan bound here means the same at another time: it asked for nothing but the present.
  [[nodiscard]] bool lasting() const noexcept { return lasting_; }

 private:
  struct seen_state {
    branch_id branch{};
    std::optional<scn> asked;
    storage::version_ptr version;
    std::optional<catalog::catalog_reader> catalog;
  };
  [[nodiscard]] seen_state& seen(std::uint32_t state) noexcept {
    return state == 0 ? own_ : *others_[state - 1];
  }
  [[nodiscard]] history::engine& engine() const noexcept { return *frame_.in->engine; }
  [[nodiscard]] HELIOS_DECL branch_id branch_of(std::string_view name) const;
  /// One that the search path, or the schema in front of the name, has.
  [[nodiscard]] HELIOS_DECL std::optional<catalog::object_id> find_relation(
      sql::ast::qualified_name const& name);
  [[nodiscard]] HELIOS_DECL catalog::object_id relation(sql::ast::qualified_name const& name);
  [[nodiscard]] HELIOS_DECL error wrong_kind(sql::ast::qualified_name const& name,
                                             std::string_view wanted) const;
  HELIOS_DECL void refuse_rewritten(std::uint32_t state, tree_id rows, plan::version_range range);
  [[nodiscard]] HELIOS_DECL scn now();
  [[nodiscard]] HELIOS_DECL storage::tree find_tree(storage::version const& in, tree_id id) const;
  /// The newest state of the branch is part of what a serializable transaction reads, whatever
  /// name it was asked for by.
  HELIOS_DECL void note_whole(std::uint32_t state, tree_id id);

  statement_frame frame_;
  read_point at_;
  write_unit* unit_ = nullptr;
  seen_state own_;  // number 0
  std::vector<std::unique_ptr<seen_state>> others_;
  bool lasting_ = true;

  // Trees of state 0 that were looked up: they are the same in the next run over that version.
  struct looked_up {
    tree_id id;
    storage::tree_root root;
    storage::shape const* form;
  };
  storage::era looked_up_in_{};  // when that version was born
  std::vector<looked_up> looked_up_;
};

}  // namespace helios::api::detail

#if HELIOS_HEADER_ONLY
#include <helios/api/impl/reading.ipp>
#endif
