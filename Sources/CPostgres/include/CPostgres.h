#pragma once
#include <postgresql/libpq-fe.h>
#include <stddef.h>

/// The calls of libpq that the adapter makes, each with libpq's own meaning. They may be made once `smelt_libpq_load` succeeded.

/// Loads libpq from a name or path. Gives 1, or 0 with the loader's words in `message`. May be called again after a failure.
int smelt_libpq_load(const char *library, char *message, size_t capacity);

PGconn *smelt_PQconnectdbParams(const char *const *keywords, const char *const *values);
void smelt_PQfinish(PGconn *connection);
int smelt_PQstatusIsOK(const PGconn *connection);
char *smelt_PQerrorMessage(const PGconn *connection);
const char *smelt_PQparameterStatus(const PGconn *connection, const char *name);
int smelt_PQtransactionIsIdle(const PGconn *connection);
int smelt_PQsocket(const PGconn *connection);
/// The bytes that a TCP socket sent and received since it was connected, those of a connection's beginning and of its encryption included. Gives
/// 1, or 0 where the system does not tell (a Unix socket).
int smelt_tcp_bytes(int socket, long *sent, long *received);
void smelt_PQsetNoticeProcessor(PGconn *connection, void (*processor)(void *context, const char *message), void *context);

int smelt_PQsendQuery(PGconn *connection, const char *sql);
int smelt_PQsetSingleRowMode(PGconn *connection);
int smelt_PQconsumeInput(PGconn *connection);
int smelt_PQisBusy(PGconn *connection);
PGresult *smelt_PQgetResult(PGconn *connection);
int smelt_PQputCopyData(PGconn *connection, const char *bytes, int count);
int smelt_PQputCopyEnd(PGconn *connection, const char *error);
int smelt_PQgetCopyData(PGconn *connection, char **bytes);
void smelt_PQfreemem(void *bytes);

ExecStatusType smelt_PQresultStatus(const PGresult *result);
char *smelt_PQresultErrorMessage(const PGresult *result);
char *smelt_PQresultErrorField(const PGresult *result, int field);
char *smelt_PQcmdStatus(PGresult *result);
char *smelt_PQcmdTuples(PGresult *result);
int smelt_PQntuples(const PGresult *result);
int smelt_PQnfields(const PGresult *result);
char *smelt_PQfname(const PGresult *result, int column);
Oid smelt_PQftype(const PGresult *result, int column);
int smelt_PQfmod(const PGresult *result, int column);
char *smelt_PQgetvalue(const PGresult *result, int row, int column);
int smelt_PQgetlength(const PGresult *result, int row, int column);
int smelt_PQgetisnull(const PGresult *result, int row, int column);
void smelt_PQclear(PGresult *result);

PGcancel *smelt_PQgetCancel(PGconn *connection);
void smelt_PQfreeCancel(PGcancel *cancel);
int smelt_PQcancel(PGcancel *cancel, char *message, int capacity);
