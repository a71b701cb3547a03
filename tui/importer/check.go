package importer

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"crossover/engine/scenario"
)

// wrongIn returns the error of tokens applied to the default system, or "".
func wrongIn(tokens ...string) string {
	_, err := scenario.Parse(scenario.Default(), tokens...)
	if err == nil {
		return ""
	}
	_, problem, _ := strings.Cut(err.Error(), ": ")
	return problem
}

// advice explains, for resource types of CloudFormation and Terraform that cost money but
// become no part, how to account for them.
var advice = []struct{ types, why string }{
	{"AWS::DynamoDB::Table AWS::DynamoDB::GlobalTable AWS::Serverless::SimpleTable aws_dynamodb_table", "how often a request uses it is not in the file: set uses, such as aws/dynamodb-reads:2"},
	{"AWS::S3::Bucket aws_s3_bucket google_storage_bucket azurerm_storage_account", "how often a request uses it is not in the file: set uses, such as aws/s3-get:1"},
	{"AWS::RDS::DBInstance AWS::RDS::DBCluster aws_db_instance aws_rds_cluster google_sql_database_instance azurerm_postgresql_flexible_server", "set database on the part that uses it"},
	{"AWS::ElastiCache::CacheCluster AWS::ElastiCache::ReplicationGroup AWS::ElastiCache::ServerlessCache aws_elasticache_cluster aws_elasticache_replication_group google_redis_instance azurerm_redis_cache", "set state on the part that uses it"},
	{"AWS::EC2::NatGateway aws_nat_gateway", "lines=nat counts it"},
	{"AWS::CloudFormation::Stack AWS::Serverless::Application", "its template is another file: import that as well"},
	{"AWS::AppSync::GraphQLApi AWS::AppRunner::Service AWS::Batch::JobDefinition AWS::EKS::Cluster aws_apprunner_service aws_batch_job_definition aws_appsync_graphql_api", "it is no offer"},
	{"azurerm_linux_web_app azurerm_windows_web_app google_compute_instance azurerm_linux_virtual_machine", "it is not read"},
	{"google_container_node_pool google_container_cluster azurerm_kubernetes_cluster aws_eks_cluster", "what runs on a cluster is not in its plan: import its manifests"},
	{"aws_sfn_state_machine", "which functions it calls is not in a plan"},
	{"aws_spot_instance_request", "spot instances are not read: commit=spot"},
}

// other records a resource that becomes no part: in a note if there is advice, else in
// the counts of its file.
func (b *builder) other(n *node, from, kind string) {
	for _, a := range advice {
		if slices.Contains(strings.Fields(a.types), kind) {
			b.leave(n, from, a.why)
			return
		}
	}
	b.others[kind]++
}

// leaveOthers lists the counted resources by type.
func (b *builder) leaveOthers() {
	var words []string
	for _, kind := range slices.Sorted(maps.Keys(b.others)) {
		words = append(words, fmt.Sprintf("%d %s", b.others[kind], kind))
	}
	if len(words) > 0 {
		b.leave(nil, strings.Join(words, ", "), "no part is made of such resources")
	}
	clear(b.others)
}
