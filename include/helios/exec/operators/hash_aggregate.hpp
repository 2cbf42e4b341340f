// helios/exec/operators/hash_aggregate.hpp -- GROUP BY and aggregates; without groups one row.
//
// Shape     output: the group columns, then one column per aggregate; groups in the order they
//           first came
//           The rows of a batch find their groups first; then each aggregate goes through them all.
// Cost      memory for every group; per row that of numbering its key (exec/key_numbers.hpp) and
//           about 2 ns per aggregate; without groups 1 ns per aggregate
#pragma once

#include <helios/exec/aggregate.hpp>
#include <helios/exec/evaluate.hpp>
#include <helios/exec/key_numbers.hpp>
#include <helios/exec/operation.hpp>
#include <helios/exec/operators/stored_rows.hpp>
#include <helios/exec/row_slices.hpp>

namespace helios::exec {

class hash_aggregate final : public operation {
 public:
  HELIOS_DECL hash_aggregate(run_context const& run, operation_ptr in, expressions groups,
                             std::vector<aggregate> aggregates);
  HELIOS_DECL ~hash_aggregate() override;

  HELIOS_DECL void restart() override;

 protected:
  HELIOS_DECL bool pull(batch& out) override;

 private:
  /// A count(*) has no function and keeps its number in the first bytes of its state.
  struct part {
    aggregate of;
    std::size_t offset;  // of its state within a group's
    key_table seen;      // DISTINCT: group and arguments
  };
  HELIOS_DECL void read_all();
  HELIOS_DECL void take(batch const& in, selection const& rows);
  HELIOS_DECL void find_groups(batch const& in, selection const& rows, environment& with);
  HELIOS_DECL void update(part& p, batch const& in, selection rows, environment& with);
  [[nodiscard]] HELIOS_DECL selection first_seen(part& p, column const& argument,
                                                 selection const& rows, arena& in);
  HELIOS_DECL void add_group();
  HELIOS_DECL void end_states() noexcept;
  [[nodiscard]] std::byte* state(std::uint32_t group, part const& p) const noexcept {
    return states_[group] + p.offset;
  }

  expressions groups_;
  std::vector<part> parts_;
  std::size_t group_size_ = 0;
  bool read_ = false;
  std::uint32_t at_ = 0;
  key_numbers keys_{memory()};
  row_store group_rows_{{}, memory()};
  budget_vector<std::byte*> states_{memory()};  // one group's behind the other, in state_memory_
  arena state_memory_{memory()};
  bool in_slices_ = false;  // texts are made for groups or aggregates
  row_slices slices_;
  // Of the rows at hand.
  std::byte* const* group_of_ = nullptr;  // by row
  arena batch_memory_{memory()};
};

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/operators/impl/hash_aggregate.ipp>
#endif
