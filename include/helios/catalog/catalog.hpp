// helios/catalog/catalog.hpp -- what the database knows of itself: schemas, tables, constraints,
// indexes, views and sequences, as rows of two persistent trees.
//
//   object.hpp          the two trees: objects by id, names that lead to them
//   table.hpp           definitions; column.hpp, constraint.hpp, index.hpp, view.hpp, sequence.hpp
//   sequence_session.hpp    nextval, currval, lastval
//   definition_cache.hpp, catalog_reader.hpp    finding definitions in any state
//   table_key.hpp       which values of a row are its key, which its image
//   index_key.hpp       what an index holds for a row
//   expression_source.hpp    who evaluates defaults, CHECK and generated columns
//   write_scope.hpp     a transaction that keeps constraints; table_writer.hpp, foreign_key.hpp
//   catalog_editor.hpp  DDL
//   merge_rules.hpp     merges of branches; merge_objects.hpp, table_merge.hpp
//   integrity.hpp       integrity_check
#pragma once

#include <helios/catalog/catalog_editor.hpp>
#include <helios/catalog/catalog_reader.hpp>
#include <helios/catalog/column.hpp>
#include <helios/catalog/constraint.hpp>
#include <helios/catalog/constraint_error.hpp>
#include <helios/catalog/definition_cache.hpp>
#include <helios/catalog/enumeration.hpp>
#include <helios/catalog/expression_source.hpp>
#include <helios/catalog/foreign_key.hpp>
#include <helios/catalog/index.hpp>
#include <helios/catalog/index_key.hpp>
#include <helios/catalog/integrity.hpp>
#include <helios/catalog/merge_objects.hpp>
#include <helios/catalog/merge_rules.hpp>
#include <helios/catalog/object.hpp>
#include <helios/catalog/row_loader.hpp>
#include <helios/catalog/sequence.hpp>
#include <helios/catalog/sequence_session.hpp>
#include <helios/catalog/table.hpp>
#include <helios/catalog/table_key.hpp>
#include <helios/catalog/table_merge.hpp>
#include <helios/catalog/table_writer.hpp>
#include <helios/catalog/view.hpp>
#include <helios/catalog/write_scope.hpp>
