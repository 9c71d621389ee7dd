/** Manifests for the measurement: kinds that people have most of, every document another name. */
export function documentOf(number: number): string {
  const kinds = [configMap, service, deployment, ingress, cronJob];
  return (kinds[number % kinds.length] ?? configMap)(number);
}

function metadata(kind: string, number: number): string {
  return `metadata:
  name: ${kind}-${number}
  namespace: demo
  labels:
    app.kubernetes.io/name: demo
    app.kubernetes.io/component: part-${number % 7}
`;
}

function configMap(number: number): string {
  return `apiVersion: v1\nkind: ConfigMap\n${metadata('settings', number)}data:\n  level: info\n  number: "${number}"\n`;
}

function service(number: number): string {
  return `apiVersion: v1
kind: Service
${metadata('service', number)}spec:
  selector:
    app: web-${number}
  ports:
    - name: http
      port: 80
      targetPort: 8080
`;
}

function deployment(number: number): string {
  return `apiVersion: apps/v1
kind: Deployment
${metadata('web', number)}spec:
  replicas: 2
  selector:
    matchLabels:
      app: web-${number}
  template:
    metadata:
      labels:
        app: web-${number}
    spec:
      serviceAccountName: web
      containers:
        - name: web
          image: nginx:1.27.3
          ports:
            - containerPort: 8080
          env:
            - name: MODE
              value: production
          resources:
            requests:
              cpu: 100m
              memory: 64Mi
            limits:
              memory: 128Mi
          readinessProbe:
            httpGet:
              path: /
              port: 8080
`;
}

function ingress(number: number): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
${metadata('ingress', number)}spec:
  rules:
    - host: host-${number}.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: service-${number}
                port:
                  number: 80
`;
}

function cronJob(number: number): string {
  return `apiVersion: batch/v1
kind: CronJob
${metadata('job', number)}spec:
  schedule: "${number % 60} 3 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: job
              image: busybox:1.37.0
              command: [sh, -c, "echo ${number}"]
`;
}
