// helios/exec/operators/join.hpp -- two inputs to one: by equal keys (hash join), by any condition
// (nested loop), or both.
//
// Shape     the right input is kept (build side), the left one passes by (probe side)
//             kind      output                     rows
//             inner     left ++ right              pairs
//             left      left ++ right              pairs, and left rows without one beside NULLs
//             right     left ++ right              pairs, and right rows without one beside NULLs
//             full      left ++ right              all three
//             semi      left                       left rows with a pair: EXISTS, IN
//             anti      left                       left rows without one: NOT EXISTS
//             not_in    left                       as NOT IN: none if a right key is NULL, nor
//             where
//                                                  the left key is, unless the right side is empty
//           A pair has equal keys, none of them NULL, and fulfils the condition. Without keys all
//           pairs are tried.
// Cost      memory for the right side; per left row one probe, per pair a copy of both rows
#pragma once

#include <helios/exec/evaluate.hpp>
#include <helios/exec/key_table.hpp>
#include <helios/exec/operation.hpp>
#include <helios/exec/row_key.hpp>
#include <helios/exec/row_store.hpp>

namespace helios::exec {

enum class join_kind : std::uint8_t { inner, left, right, full, semi, anti, not_in };

struct join_plan {
  join_kind kind = join_kind::inner;
  expressions left_keys, right_keys;  // pairwise of one type
  expression_ptr condition;           // over left ++ right
};

class join final : public operation {
 public:
  HELIOS_DECL join(run_context const& run, operation_ptr left, operation_ptr right, join_plan plan);

  HELIOS_DECL void restart() override;
  [[nodiscard]] HELIOS_DECL std::string describe() const override;

 protected:
  HELIOS_DECL bool pull(batch& out) override;

 private:
  /// What comes next.
  enum class phase : std::uint8_t { build, probe, pairs, left_rest, right_rest, end };

  HELIOS_DECL void build();
  HELIOS_DECL bool probe();
  HELIOS_DECL bool emit_pairs(batch& out);
  HELIOS_DECL void emit_left(batch& out);
  HELIOS_DECL bool emit_right_rest(batch& out);
  HELIOS_DECL void collect(std::vector<std::uint32_t>& left, std::vector<std::uint32_t>& right);
  HELIOS_DECL void add_nulls(batch& out, std::vector<data_type> const& of, std::uint32_t n) const;
  [[nodiscard]] bool one_pair_decides() const noexcept {
    return plan_.kind == join_kind::semi || plan_.kind == join_kind::anti ||
           plan_.kind == join_kind::not_in;
  }

  join_plan plan_;
  phase phase_ = phase::build;
  // Right side: rows of one key form a list through next_.
  row_store right_;
  key_table table_;
  std::vector<std::uint32_t> first_, last_, next_;
  std::vector<std::uint8_t> right_matched_;
  bool right_null_ = false;
  std::uint32_t right_at_ = 0;
  // Left side: the batch at hand, the row at work and its next candidate.
  batch left_;
  std::vector<std::uint32_t> heads_;     // per selected row: its first candidate
  std::vector<std::uint8_t> left_null_;  // per selected row: a key is NULL
  std::vector<std::uint8_t> left_matched_;
  std::uint32_t left_at_ = 0, candidate_ = no_row;
};

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/operators/impl/join.ipp>
#endif
